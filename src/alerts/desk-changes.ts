import type { Alert, AlertEvent, Notification } from "../model/alert.ts";
import type { AlertMark, Inhibitor, Telling } from "../model/alerting.ts";

/** What a commit writes; everything in one transaction. */
export interface DeskChanges {
  readonly alerts: readonly Alert[];
  readonly events: readonly AlertEvent[];
  readonly tellings: readonly Telling[];
  readonly tellingsGone: readonly Telling[];
  readonly marks: readonly AlertMark[];
  readonly marksGone: readonly string[];
  readonly inhibitors: readonly Inhibitor[];
  /** Alerts that inhibit nothing any more. */
  readonly inhibitorsGone: readonly string[];
  /** Inhibit rules of which a source is gone: what they kept quiet is looked at again. */
  readonly rulesWoken: readonly string[];
  readonly notifications: readonly Notification[];
  /** Notifications that wait and shall not be sent any more. */
  readonly withdrawn: readonly { readonly id: string; readonly reason: string }[];
}
