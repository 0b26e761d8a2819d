import type { Json } from "../lib/canonical-json.ts";

export const healthStatuses = ["healthy", "degraded", "unhealthy", "unknown"] as const;
/** `unknown`: the check could not be made. It is never rounded to anything else. */
export type HealthStatus = (typeof healthStatuses)[number];

/** What one look at something outside showed. Texts are redacted. */
export interface HealthResult {
  readonly check: string;
  readonly type: string;
  readonly status: HealthStatus;
  readonly message: string;
  readonly details: { readonly [key: string]: Json };
  /** `null` where nothing was measured. */
  readonly latencySeconds: number | null;
  readonly checkedAt: number;
}

/** Results in a row, counted from the newest backwards; `unknown` ones change nothing. */
export interface HealthStreaks {
  readonly unhealthy: number;
  readonly notHealthy: number;
  readonly notUnhealthy: number;
  readonly healthy: number;
}

/** The last that is known of a check, and what was told of it. */
export interface HealthState {
  readonly result: HealthResult;
  readonly streaks: HealthStreaks;
  /** What somebody was told and not yet told the end of. */
  readonly told: "degraded" | "unhealthy" | null;
  /** Under which settings the result came about. */
  readonly settingsHash: string;
}

/** A point of a check's history. */
export type HealthPoint = Pick<HealthResult, "status" | "message" | "latencySeconds" | "checkedAt">;
