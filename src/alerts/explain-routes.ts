import type { ExplainInput, ExplainStep } from "./explain.ts";
import { type Destination, directPath } from "./route.ts";

/** Where it goes, where not, and why: a step for each channel there is. */
export function explainRoutes(input: ExplainInput): ExplainStep[] {
  const { policy, alert, misconfigured } = input;
  const names = Object.keys(policy.settings.channels);
  if (names.length === 0)
    return [step("nobody", "No channel is configured: add one under channels in pitchpipe.yml.")];
  const routing = policy.routesFor(alert);
  const ways = new Map<string, ExplainStep>();
  for (const destination of routing.destinations) ways.set(destination.channel, taken(destination));
  for (const { channel, reason } of routing.untold)
    ways.set(channel, step("refused", `A route leads to ${channel}, but it is not told: ${reason}.`));
  for (const way of recorded(input))
    if (ways.get(way.channel)?.outcome !== "taken") ways.set(way.channel, way.step);
  const unreached = names.filter((name) => !ways.has(name));
  return [
    ...ways.values(),
    ...(ways.size === 0
      ? [step("nobody", "No route takes it: it is stored and shown, and nobody is told.")]
      : []),
    ...unreached.map((name) => step("not_taken", `No route leads this alert to ${name}.`)),
    ...[...misconfigured].map(
      ([name, missing]): ExplainStep => ({
        step: "channel",
        outcome: "misconfigured",
        reason: `${name} can't be used here: it refers to ${missing.join(", ")}, which is not there. What it is owed waits.`,
      }),
    ),
  ];
}

/** Channels that were told, or are to be told, although the routes don't lead there now. */
function recorded({ tellings, notifications }: ExplainInput): { channel: string; step: ExplainStep }[] {
  const own = tellings
    .filter(({ path, step: number }) => path === directPath && number === 0)
    .map(({ channel }) => ({ channel, step: step("taken", `The signal itself named ${channel}.`) }));
  const told = notifications.map(({ notification: { channel } }) => ({
    channel,
    step: step("taken_earlier", `${channel} was told of it; the routes as they are now don't lead there.`),
  }));
  return [...told, ...own];
}

function taken({ channel, path, groupBy }: Destination): ExplainStep {
  const group =
    groupBy === null ? "each alert alone" : `grouped by ${groupBy.join(", ") || "nothing: all together"}`;
  return step("taken", `${path} leads to ${channel}, ${group}.`);
}

function step(outcome: string, reason: string): ExplainStep {
  return { step: "route", outcome, reason };
}
