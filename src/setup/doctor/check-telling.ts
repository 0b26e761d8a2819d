import type { SetupFacts } from "./facts.ts";
import { type Finding, listed, ok, unknown, warning } from "./finding.ts";

/** Longer without a tick than any crontab line would wait. */
const quietMs = 2 * 3_600_000;

/** Whether anything ticks, and whether anybody would be told. */
export function checkTelling(facts: SetupFacts): Finding[] {
  return [checkTick(facts), checkChannels(facts)];
}

function checkTick({ now, store: { lastTickAt, state } }: SetupFacts): Finding {
  const fix =
    "Run `pitchpipe tick` every minute (pitchpipe init prints the crontab line), or `pitchpipe serve`.";
  if (lastTickAt === undefined && state !== "absent")
    return unknown("tick", "Whether anything ticks is not known: the store can't be read.");
  if (lastTickAt === undefined || lastTickAt === null)
    return warning("tick", "Nothing ticks: missed runs and runs started elsewhere go unnoticed.", fix);
  const age = now - lastTickAt;
  if (age > quietMs) return warning("tick", `Nothing ticks: the last one was ${describe(age)} ago.`, fix);
  return ok("tick", `The last tick was ${describe(age)} ago.`);
}

function checkChannels({ config: { channels, misconfigured } }: SetupFacts): Finding {
  const fix = "Name one under `channels:` in pitchpipe.yml, then: pitchpipe channels test NAME";
  const broken = new Map(misconfigured.map(({ name, missing }) => [name, missing]));
  const working = channels.filter(({ name }) => !broken.has(name));
  if (broken.size > 0) {
    const [[name, missing] = ["", []]] = broken;
    return warning(
      "channels",
      `${listed([...broken.keys()])} can't be used: ${listed(missing)} ${missing.length === 1 ? "is" : "are"} not set.`,
      `Set ${listed(missing)} in .env or the environment, then: pitchpipe channels test ${name}`,
    );
  }
  if (working.length === 0) return warning("channels", "Nobody is told: there is no channel.", fix);
  if (working.every(({ type }) => type === "log"))
    return warning("channels", "Nobody is told: alerts only go into a file.", fix);
  return ok("channels", `Alerts can go to ${listed(working.map(({ name }) => name))}.`);
}

function describe(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
