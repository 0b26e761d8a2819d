import type { Alert, AlertEvent, DeliveryAttempt, Notification } from "../model/alert.ts";
import type { AlertMark, ChannelState, Telling } from "../model/alerting.ts";
import { explainDeliveries } from "./explain-deliveries.ts";
import { explainHolds } from "./explain-holds.ts";
import { explainRoutes } from "./explain-routes.ts";
import { explainTellings } from "./explain-tellings.ts";
import type { Quiet } from "./hold.ts";
import type { Policy } from "./policy.ts";

/** One step of the way from a signal to somebody's phone: what came of it, and why. */
export interface ExplainStep {
  readonly step:
    | "deduplicate"
    | "suppress"
    | "inhibit"
    | "silence"
    | "maintenance"
    | "route"
    | "group"
    | "mute"
    | "limit"
    | "repeat"
    | "escalate"
    | "notify"
    | "attempt"
    | "resolve"
    | "channel";
  readonly outcome: string;
  readonly reason: string;
}

/** An alert with all that decides who is told of it, as it stands now. */
export interface ExplainInput {
  readonly alert: Alert;
  readonly events: readonly AlertEvent[];
  readonly notifications: readonly {
    readonly notification: Notification;
    readonly attempts: readonly DeliveryAttempt[];
  }[];
  readonly tellings: readonly Telling[];
  readonly mark: AlertMark | null;
  readonly quiet: Quiet;
  /** The open alerts that inhibit it now. */
  readonly inhibitors: readonly Pick<Alert, "id" | "title">[];
  readonly policy: Policy;
  /** What each channel lacks that can't be used, by name. */
  readonly misconfigured: ReadonlyMap<string, readonly string[]>;
  readonly channelStates: readonly ChannelState[];
  readonly now: number;
}

/**
 * Why somebody was told of an alert or was not: every step in order, by what was recorded when it was decided, and where
 * nothing is recorded yet by what would be decided now.
 */
export function explainAlert(input: ExplainInput): ExplainStep[] {
  return [
    deduplication(input.alert, input.events),
    ...explainHolds(input),
    ...explainRoutes(input),
    ...explainTellings(input),
    ...explainEnd(input),
    ...explainDeliveries(input),
  ];
}

/** Why somebody heard, or did not hear, that it is over. */
function explainEnd({ alert, mark, events }: ExplainInput): ExplainStep[] {
  const ending = mark?.ending ?? null;
  if (!isOver(alert))
    return ending === null
      ? []
      : [
          {
            step: "resolve",
            outcome: "held",
            reason: `It has been over since ${when(ending.at)}, but it comes and goes: that it is over is told once it has been calm for a while.`,
          },
        ];
  const end = events.findLast(({ kind }) => kind === "resolved" || kind === "expired");
  if (end === undefined) return [];
  return [
    { step: "resolve", outcome: alert.status, reason: `${when(end.at)}: ${end.note ?? "it is over"}.` },
  ];
}

function deduplication(
  { count, firstSeenAt, lastSeenAt }: Alert,
  events: readonly AlertEvent[],
): ExplainStep {
  const again = events.filter(({ kind }) => kind === "reopened").length;
  const came =
    again === 0
      ? ""
      : ` It came back ${again} ${again === 1 ? "time" : "times"} soon after its end and stayed the same alert.`;
  if (count === 1) return { step: "deduplicate", outcome: "first", reason: `It was seen once.${came}` };
  const times = `${new Date(firstSeenAt).toISOString()} and ${new Date(lastSeenAt).toISOString()}`;
  return {
    step: "deduplicate",
    outcome: "counted",
    reason: `It was seen ${count} times between ${times}: that is one alert; a repeat is counted and tells nobody.${came}`,
  };
}

/** Whether nothing more can happen to it. */
export function isOver({ status }: Pick<Alert, "status">): boolean {
  return status === "resolved" || status === "expired";
}

/** A time as explanations write it. */
export function when(at: number): string {
  return new Date(at).toISOString();
}
