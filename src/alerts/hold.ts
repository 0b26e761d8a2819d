import type { Alert } from "../model/alert.ts";
import type { AlertMark, HeldBy, Inhibitor } from "../model/alerting.ts";
import { inhibitedBy, ruleName } from "./inhibition.ts";
import type { Policy } from "./policy.ts";
import { type Destination, matchable } from "./route.ts";
import type { Silences } from "./silence.ts";

/** What keeps alerts quiet beside the settings. */
export interface Quiet {
  readonly silences: Silences;
  /** Whether an open alert inhibits by this rule for these values. */
  readonly inhibited: (key: Omit<Inhibitor, "alertId">) => boolean;
}

/** The alert, and what is remembered of it beside it. */
export interface HoldQuestion {
  readonly alert: Alert;
  readonly mark: Pick<AlertMark, "suppressedUntil" | "untilGreen"> | null;
  /** The route that would tell it; without one only what holds for all routes is asked. */
  readonly route?: Pick<Destination, "path" | "muteIn" | "activeIn">;
}

/** Why nothing new is told of an alert now, `null` where nothing keeps it quiet. The first that holds is the answer. */
export function heldBy(question: HoldQuestion, quiet: Quiet, policy: Policy, now: number): HeldBy | null {
  const { alert, mark, route } = question;
  if (alert.status === "suppressed")
    return {
      kind: "suppressed",
      name: mark?.untilGreen ? "until the next green run" : "by a person",
      until: mark?.suppressedUntil ?? null,
    };
  const labels = matchable(alert);
  const inhibitor = inhibitedBy(policy.rules, labels).find(quiet.inhibited);
  if (inhibitor !== undefined) return { kind: "inhibition", name: ruleName(inhibitor.rule), until: null };
  const silence = quiet.silences.over(labels);
  if (silence !== null) return { kind: "silence", name: silence.id, until: silence.endsAt };
  return policy.maintenanceOf(labels, now) ?? (route === undefined ? null : policy.intervalOf(route, now));
}

const kinds: Readonly<Record<HeldBy["kind"], string>> = {
  silence: "the silence",
  maintenance: "the maintenance window",
  mute: "the time interval",
  inhibition: "the inhibit rule",
  limit: "the limit of",
  suppressed: "being suppressed",
};

/** What keeps quiet, in words: `the silence 1a2b3c4d until 2026-01-01T12:00:00.000Z`. */
export function holdText({ kind, name, until }: HeldBy): string {
  const shown = kind === "silence" ? name.slice(0, 8) : name;
  const end = until === null ? "" : ` until ${new Date(until).toISOString()}`;
  return `${kinds[kind]} ${shown}${end}`;
}
