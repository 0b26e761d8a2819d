import type { Alert, AlertEvent } from "../model/alert.ts";

export interface Acknowledgement {
  readonly at: number;
  readonly by: string;
  readonly note: string | null;
}

/**
 * Somebody has taken an open alert in hand. It stays open, and its end is told as without it. `null` for an alert that is
 * over: there is nothing left to take in hand.
 */
export function acknowledge(
  alert: Alert,
  { at, by, note }: Acknowledgement,
): { readonly alert: Alert; readonly event: AlertEvent } | null {
  if (alert.status === "resolved" || alert.status === "expired") return null;
  return {
    alert: { ...alert, status: "acknowledged", acknowledgedBy: by },
    event: { alertId: alert.id, at, kind: "acknowledged", by, note },
  };
}
