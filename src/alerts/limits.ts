import type { LimitSettings } from "../channels/settings.ts";
import type { Alert } from "../model/alert.ts";
import type { HeldBy } from "../model/alerting.ts";
import type { Desk } from "./desk.ts";
import type { Policy } from "./policy.ts";

interface LimitContext {
  readonly now: number;
  readonly policyOf: (labels: Alert["labels"]) => Policy;
}

/** Messages are counted from the beginning of the window that is on: windows follow one another on the clock. */
export function windowStart({ window }: LimitSettings, now: number): number {
  return Math.floor(now / window) * window;
}

/** What holds a message back because its channel had as many as it may have; `null` for one that may go. */
export function limitHold(
  desk: Desk,
  { channel, alerts }: { readonly channel: string; readonly alerts: readonly Alert[] },
  { now, policyOf }: LimitContext,
): HeldBy | null {
  const [first] = alerts;
  if (first === undefined || alerts.some(({ severity }) => severity === "critical")) return null;
  const limit = policyOf(first.labels).limitsOf(channel);
  if (limit === null || (desk.counts.get(channel) ?? 0) < limit.max_per_window) return null;
  return { kind: "limit", name: channel, until: windowStart(limit, now) + limit.window };
}
