import type { Alert } from "../model/alert.ts";
import { type Destination, matchable } from "./route.ts";

/** What is equal for all alerts of a group: the route, the channel, and the values it groups by. */
export function groupKeyOf(alert: Alert, { path, channel, groupBy }: Destination): string {
  const labels = matchable(alert);
  const values = groupBy === null ? [alert.fingerprint] : groupBy.map((label) => labels[label] ?? "");
  return JSON.stringify([path, channel, ...values]);
}

/** The group of a step of escalation: what escalates together. */
export function stepGroupKey(groupKey: string, step: number, channel: string): string {
  return `${groupKey} step ${step} ${channel}`;
}
