import type { Json } from "../lib/canonical-json.ts";
import type { HealthStatus } from "../model/health.ts";

/** What a probe saw. The message is one line that holds without its context. */
export interface Outcome {
  readonly status: HealthStatus;
  readonly message: string;
  readonly details: { readonly [key: string]: Json };
}

/** A probe of something outside. `run` may throw: then nothing is known, for that reason. */
export interface HealthCheck {
  readonly name: string;
  readonly type: string;
  /** Milliseconds after which nobody waits any more. */
  readonly timeout: number;
  readonly run: (context: { readonly signal: AbortSignal }) => Promise<Outcome>;
  /** Gets ready before the time is taken: loads code, and nothing else. */
  readonly prepare?: () => Promise<unknown>;
  /** A slower answer is degraded; milliseconds. */
  readonly degradedAbove?: number | undefined;
}

type Details = Outcome["details"];

export const healthy = (message: string, details: Details = {}): Outcome => ({
  status: "healthy",
  message,
  details,
});
export const degraded = (message: string, details: Details = {}): Outcome => ({
  status: "degraded",
  message,
  details,
});
export const unhealthy = (message: string, details: Details = {}): Outcome => ({
  status: "unhealthy",
  message,
  details,
});
export const unknown = (message: string, details: Details = {}): Outcome => ({
  status: "unknown",
  message,
  details,
});
