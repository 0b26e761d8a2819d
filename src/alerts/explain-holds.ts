import { shortId } from "../lib/short-id.ts";
import type { AlertEvent } from "../model/alert.ts";
import { type ExplainInput, type ExplainStep, isOver, when } from "./explain.ts";
import { inhibitedBy, ruleName } from "./inhibition.ts";
import { matchable } from "./route.ts";

type HoldStep = "suppress" | "inhibit" | "silence" | "maintenance";

/** How the history's notes begin to speak of what held something back (`holdText`). */
const marks: Readonly<Record<HoldStep | "mute" | "limit", string>> = {
  suppress: "being suppressed",
  inhibit: "the inhibit rule",
  silence: "the silence",
  maintenance: "the maintenance window",
  mute: "the time interval",
  limit: "the limit of",
};

/** What keeps an alert quiet for everybody, now and earlier. */
export function explainHolds(input: ExplainInput): ExplainStep[] {
  const looks: Readonly<Record<HoldStep, (input: ExplainInput) => string | null>> = {
    suppress: suppression,
    inhibit: inhibition,
    silence,
    maintenance,
  };
  return (Object.keys(looks) as HoldStep[]).map((step) => {
    const now = isOver(input.alert) ? null : looks[step](input);
    const earlier = heldEarlier(input.events, step);
    if (now !== null) return { step, outcome: "held", reason: [`Now: ${now}.`, ...earlier].join(" ") };
    if (earlier.length > 0) return { step, outcome: "held_earlier", reason: earlier.join(" ") };
    return { step, outcome: "passed", reason: passed[step] };
  });
}

const passed: Readonly<Record<HoldStep, string>> = {
  suppress: "Nobody suppressed it.",
  inhibit: "No other alert explains it.",
  silence: "No silence fits it.",
  maintenance: "No maintenance window is on for it.",
};

/** What the history says was held back by this kind, a sentence each. */
export function heldEarlier(events: readonly AlertEvent[], step: keyof typeof marks): string[] {
  return events
    .filter(({ kind, note }) => kind === "held" && note?.includes(`: ${marks[step]}`))
    .map(({ at, note }) => `${when(at)}: ${note}.`);
}

function suppression({ alert, mark }: ExplainInput): string | null {
  if (alert.status !== "suppressed") return null;
  if (mark?.untilGreen) return "it is suppressed until the next green run";
  return mark?.suppressedUntil ? `it is suppressed until ${when(mark.suppressedUntil)}` : "it is suppressed";
}

function inhibition({ alert, policy, quiet, inhibitors }: ExplainInput): string | null {
  const key = inhibitedBy(policy.rules, matchable(alert)).find(quiet.inhibited);
  if (key === undefined) return null;
  const names = inhibitors.map(({ id, title }) => `${shortId(id)} (${title})`).join(", ");
  return `the rule ${ruleName(key.rule)} keeps it quiet while alert ${names || "another"} is on`;
}

function silence({ alert, quiet }: ExplainInput): string | null {
  const found = quiet.silences.over(matchable(alert));
  if (found === null) return null;
  const comment = found.comment === "" ? "" : `: ${found.comment}`;
  return `silence ${shortId(found.id)} by ${found.createdBy} is on until ${when(found.endsAt)}${comment}`;
}

function maintenance({ alert, policy, now }: ExplainInput): string | null {
  const window = policy.maintenanceOf(matchable(alert), now);
  if (window === null) return null;
  return `the maintenance window ${window.name} is on${window.until === null ? "" : ` until ${when(window.until)}`}`;
}
