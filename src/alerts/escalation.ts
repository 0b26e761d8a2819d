import type { Alert } from "../model/alert.ts";
import type { Desk } from "./desk.ts";
import { stepGroupKey } from "./group-key.ts";
import type { Destination } from "./route.ts";

interface Escalation {
  readonly alert: Alert;
  readonly route: Destination;
  readonly groupKey: string;
  readonly now: number;
}

/** Sets the dates of the steps that follow unless somebody acknowledges; those that are set stay as they are. */
export function planEscalation(desk: Desk, { alert, route, groupKey, now }: Escalation): void {
  for (const [at, { after, channel }] of route.escalate.entries()) {
    const step = at + 1;
    if (desk.telling(alert.id, channel, step) !== null) continue;
    desk.saveTelling({
      alertId: alert.id,
      channel,
      step,
      path: route.path,
      groupKey: stepGroupKey(groupKey, step, channel),
      state: "waiting",
      dueAt: now + after,
      toldAt: null,
      heldBy: null,
    });
  }
}
