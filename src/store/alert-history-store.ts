import type { Alert } from "../model/alert.ts";

/** What statistics need of an alert. */
export type AlertOutline = Pick<
  Alert,
  "id" | "name" | "type" | "severity" | "status" | "title" | "count" | "firstSeenAt" | "resolvedAt"
>;

/** What statistics need of an alert's history. */
export interface EventOutline {
  readonly alertId: string;
  readonly at: number;
  readonly kind: string;
  readonly by: string;
}

/** How many notifications of one channel ended how. */
export interface DeliveryCount {
  readonly channel: string;
  readonly status: string;
  readonly count: number;
}

/** What came and went in a time, without the texts: for statistics. */
export interface AlertHistoryRepository {
  /** Alerts that began since a time, oldest first. */
  begunSince(time: number): Promise<AlertOutline[]>;
  /** What happened to them, in order. */
  eventsOfBegunSince(time: number): Promise<EventOutline[]>;
  /** Notifications that were decided since a time. */
  deliveriesSince(time: number): Promise<DeliveryCount[]>;
}
