import type { Alert } from "../model/alert.ts";
import type { Signal } from "../model/signal.ts";

/**
 * The signal that ends an alert: it carries the alert's own identity, so that it fits whatever labels the alert was
 * opened with (a failure names the plugin, the green run that ends it can't know which).
 */
export function resolvingSignal(
  alert: Alert,
  { at, message, runId }: { readonly at: number; readonly message: string; readonly runId: string | null },
): Signal {
  return {
    name: alert.name,
    type: alert.type,
    category: alert.category,
    severity: alert.severity,
    state: "resolved",
    title: alert.title,
    message,
    labels: alert.labels,
    annotations: {},
    details: {},
    recommendations: [],
    value: null,
    threshold: null,
    runId,
    at,
  };
}
