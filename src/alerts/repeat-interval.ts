import type { Alert } from "../model/alert.ts";

/** How long until an alert is told again: what its rule says, else what its route says; milliseconds. */
export function repeatIntervalOf(
  { details }: Pick<Alert, "details">,
  route: { readonly repeatInterval: number },
): number {
  const own = details["repeat_interval_seconds"];
  return typeof own === "number" && own > 0 ? own * 1000 : route.repeatInterval;
}
