import type { Json } from "../../lib/canonical-json.ts";
import type { AlertStatus, NotificationKind, NotificationStatus, Recipient } from "../../model/alert.ts";
import type { Priority, Severity } from "../../model/severity.ts";
import type { AlertCategory, AlertType } from "../../model/signal.ts";

/** A signal to send. One of `name`, `metric`, `title` tells it from others. */
export interface SignalInput {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** `warning` where nothing is said. */
  readonly severity?: Severity | undefined;
  /** `resolved` says that it is over. */
  readonly state?: "firing" | "resolved" | undefined;
  readonly type?: AlertType | undefined;
  readonly category?: AlertCategory | undefined;
  /** What it is about: part of its identity. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What helps a person, such as `runbook`. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly details?: { readonly [key: string]: Json } | undefined;
  readonly metric?: string | undefined;
  readonly value?: number | undefined;
  readonly threshold?: number | undefined;
  readonly percentile?: string | undefined;
  readonly resource?: string | undefined;
  readonly affected_users?: number | undefined;
  readonly error_count?: number | undefined;
  readonly endpoint?: string | undefined;
  readonly stack_trace?: string | undefined;
  readonly recommendations?: readonly string[] | undefined;
  /** Tells these channels instead of those of the routes. */
  readonly channels?: readonly string[] | undefined;
  readonly run_id?: string | undefined;
}

/** An alert with its whole history, as `alerts show --json` prints it. Times are RFC 3339 in UTC. */
export interface AlertDocument {
  readonly id: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly type: AlertType;
  readonly category: AlertCategory;
  readonly severity: Severity;
  readonly priority: Priority;
  readonly priority_reason: string;
  readonly status: AlertStatus;
  readonly title: string;
  readonly message: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly details: { readonly [key: string]: Json };
  readonly metrics: { readonly [key: string]: Json };
  readonly recommendations: readonly string[];
  readonly count: number;
  readonly run_id: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly resolved_at: string | null;
  readonly acknowledged_by: string | null;
  readonly assigned_to: string | null;
  readonly events: readonly EventDocument[];
  readonly notifications: readonly NotificationDocument[];
}

export interface EventDocument {
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly note: string | null;
}

export interface NotificationDocument {
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly status: NotificationStatus;
  readonly reason: string | null;
  readonly attempts: readonly AttemptDocument[];
}

export interface AttemptDocument {
  readonly at: string;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly vendor_id: string | null;
  readonly duration_seconds: number | null;
  readonly recipients: readonly {
    readonly to: string;
    readonly status: Recipient["status"];
    readonly status_code: number | null;
    readonly error: string | null;
  }[];
}
