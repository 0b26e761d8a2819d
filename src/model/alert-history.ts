import type { Alert } from "./alert.ts";

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
