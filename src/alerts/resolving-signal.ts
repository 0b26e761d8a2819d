import type { Alert } from "../model/alert.ts";
import type { Signal, SignalIdentity } from "../model/signal.ts";

/**
 * The signal that ends an alert: it carries the alert's own identity, so that it fits whatever labels the alert was
 * opened with (a failure names the plugin, the green run that ends it can't know which).
 */
export function resolvingSignal(
  alert: Alert,
  { at, message, runId }: { readonly at: number; readonly message: string; readonly runId: string | null },
): Signal {
  const { name, type, category, severity, labels, title } = alert;
  return { ...endOfTold({ name, type, category, severity, labels }, message, at), title, runId };
}

/** The end of what was told as this, whatever the settings say now. */
export function endOfTold(identity: SignalIdentity, message: string, at: number): Signal {
  return {
    ...identity,
    state: "resolved",
    title: identity.name,
    message,
    annotations: {},
    details: {},
    recommendations: [],
    value: null,
    threshold: null,
    runId: null,
    at,
  };
}
