import type { Notification } from "../model/alert.ts";

/** Notifications that share an alert go one after another, in this order; the lanes go beside one another. */
export function lanesOf(notifications: readonly Notification[]): Notification[][] {
  const laneOf = new Map<string, Notification[]>();
  const lanes = new Set<Notification[]>();
  for (const notification of notifications) {
    const met = new Set(
      notification.alertIds.map((id) => laneOf.get(id)).filter((lane) => lane !== undefined),
    );
    const [lane = [], ...others] = met;
    for (const other of others) {
      lane.push(...other);
      lanes.delete(other);
    }
    lane.push(notification);
    lanes.add(lane);
    for (const { alertIds } of lane) for (const id of alertIds) laneOf.set(id, lane);
  }
  return [...lanes].map((lane) => lane.toSorted((one, other) => one.createdAt - other.createdAt));
}
