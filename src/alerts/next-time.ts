import type { Alert } from "../model/alert.ts";
import type { Desk } from "./desk.ts";

/** Later than all that was decided about these alerts for this channel, also where the clock was put back. */
export function nextTime(desk: Desk, alerts: readonly Alert[], channel: string, now: number): number {
  let time = now;
  for (const { id } of alerts)
    for (const record of desk.told.get(id) ?? [])
      if (record.channel === channel) time = Math.max(time, record.createdAt + 1);
  return time;
}
