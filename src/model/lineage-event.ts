/** The states of a run as OpenLineage tells them, in the order they come. */
export const lineageEventTypes = ["START", "RUNNING", "COMPLETE", "FAIL", "ABORT"] as const;
export type LineageEventType = (typeof lineageEventTypes)[number];

/** Whether nothing more comes of the run. */
export function isEnd(type: LineageEventType): boolean {
  return type !== "START" && type !== "RUNNING";
}

/** A run event of OpenLineage, and where it is to go. */
export interface LineageEvent {
  /** Equal for the same state of the same run, however often it is told: only the first one counts. */
  readonly id: string;
  /** Our run. */
  readonly runId: string;
  /** OpenLineage's run: ours, or one block of it. */
  readonly subject: string;
  readonly project: string;
  readonly environment: string;
  readonly type: LineageEventType;
  /** When it happened, milliseconds since the epoch. */
  readonly at: number;
  /** Its place among the events of its run: a run and its blocks may begin and end in one millisecond. */
  readonly place: number;
  /** The event as JSON, redacted. */
  readonly body: string;
  /** The names of the transports it goes to. */
  readonly destinations: readonly string[];
}

/**
 * `pending`: will be tried, or tried again; `dead`: the other side refused it for good; `superseded`: the run ended
 * otherwise before anybody was told.
 */
const lineageDeliveryStatuses = ["pending", "delivered", "dead", "superseded"] as const;
export type LineageDeliveryStatus = (typeof lineageDeliveryStatuses)[number];

/** What became of one event at one destination. */
export interface LineageDelivery {
  readonly eventId: string;
  readonly destination: string;
  readonly status: LineageDeliveryStatus;
  readonly tries: number;
  /** When to try next; `null` where nothing is left to try. */
  readonly dueAt: number | null;
  /** Why the last try failed; `null` where none did. */
  readonly error: string | null;
  readonly settledAt: number | null;
}
