import type { Json } from "../../lib/canonical-json.ts";
import type { Severity } from "../../model/severity.ts";
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
