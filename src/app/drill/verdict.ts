import type { Alert, NotificationKind, NotificationStatus, Recipient } from "../../model/alert.ts";

/** One message of a scenario and what became of it. */
export interface Told {
  readonly channel: string;
  /** The type of the channel; `null` where its settings can't be used. */
  readonly type: string | null;
  readonly kind: NotificationKind;
  /** `not_sent`: all of it was decided, and nothing left this machine. */
  readonly status: NotificationStatus | "not_sent";
  readonly statusCode: number | null;
  readonly vendorId: string | null;
  /** From the trouble (or from its end, for what tells the end) to the channel's answer. */
  readonly seconds: number | null;
  /** How long the channel took to answer. */
  readonly latencySeconds: number | null;
  readonly error: string | null;
  readonly title: string;
  readonly message: string;
  readonly route: string | null;
  readonly recipients: readonly Recipient[];
  /** Whether it is about the scenario's alert; else about what came with it. */
  readonly ofAlert: boolean;
}

export interface Evidence {
  readonly alert: Alert | null;
  readonly told: readonly Told[];
  /** Channels that the routes lead this alert to. */
  readonly wanted: readonly string[];
  /** Why others were not told: a floor, a mute. */
  readonly untold: readonly string[];
  /** Whether a channel is to hear the end. */
  readonly hearsEnds: (channel: string) => boolean;
  readonly why: string | null;
  readonly nobody: string | null;
}

export interface Verdict {
  /** Whether the end was told to everybody who is to hear it; `null` where nothing had begun. */
  readonly resolved: boolean | null;
  readonly ok: boolean;
  readonly reason: string | null;
}

const beginnings: ReadonlySet<NotificationKind> = new Set(["firing", "recovered", "digest"]);
const ends: ReadonlySet<NotificationKind> = new Set(["resolved", "recovered"]);

/** Whether everybody who should have been told was told, of the trouble and of its end; the first thing that was not so. */
export function judgeScenario(evidence: Evidence): Verdict {
  const { alert, wanted, why } = evidence;
  if (alert === null) return { resolved: null, ok: false, reason: why };
  if (wanted.length === 0) return { resolved: null, ok: false, reason: nobodyTold(evidence) };
  const beginning = firstLack(wanted, beginnings, evidence);
  const hearing = wanted.filter(evidence.hearsEnds);
  const end = alert.status === "resolved" ? firstLack(hearing, ends, evidence) : "The alert did not end.";
  const reason = beginning ?? why ?? (end === null ? null : `The end: ${end}`);
  return { resolved: end === null, ok: reason === null, reason };
}

function nobodyTold({ nobody, untold }: Evidence): string {
  if (untold.length > 0) return `Nobody is told: ${untold.join("; ")}`;
  return nobody ?? "Nobody is told: no route leads to a channel (`pitchpipe routes test`).";
}

function firstLack(
  channels: readonly string[],
  kinds: ReadonlySet<NotificationKind>,
  { told, untold }: Evidence,
): string | null {
  for (const channel of channels) {
    const rows = told.filter((row) => row.ofAlert && row.channel === channel && kinds.has(row.kind));
    if (rows.some(hasArrived)) continue;
    const held = untold.find((text) => text.startsWith(`not told to ${channel}:`));
    return held ?? `${channel}: ${lackOf(rows.at(-1))}`;
  }
  return null;
}

function lackOf(row: Told | undefined): string {
  if (row === undefined) return "nothing was sent to it.";
  const refused = row.recipients.filter(isRefused).map(({ to, error }) => `${to} (${error ?? "refused"})`);
  return refused.length > 0
    ? `not taken for ${refused.join(", ")}.`
    : (row.error ?? `the message is ${row.status}.`);
}

function hasArrived({ status, recipients }: Told): boolean {
  if (recipients.some(isRefused)) return false;
  return status === "accepted" || status === "delivered" || status === "not_sent";
}

function isRefused({ status }: Recipient): boolean {
  return status === "failed" || status === "dead" || status === "undelivered";
}
