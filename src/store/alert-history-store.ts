import type { AlertOutline, DeliveryCount, EventOutline } from "../model/alert-history.ts";

/** What came and went in a time, without the texts: for statistics. */
export interface AlertHistoryRepository {
  /** Alerts that began since a time, oldest first. */
  begunSince(time: number): Promise<AlertOutline[]>;
  /** What happened to them, in order. */
  eventsOfBegunSince(time: number): Promise<EventOutline[]>;
  /** Notifications that were decided since a time. */
  deliveriesSince(time: number): Promise<DeliveryCount[]>;
}
