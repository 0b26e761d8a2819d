import type { Redactor } from "../lib/redaction/index.ts";
import type { Signal } from "../model/signal.ts";

/** The signal without anything that is a secret. */
export function redactSignal(signal: Signal, redactor: Redactor): Signal {
  return {
    ...signal,
    name: redactor.text(signal.name),
    title: redactor.text(signal.title),
    message: redactor.text(signal.message),
    labels: redactor.json(signal.labels) as Signal["labels"],
    annotations: redactor.json(signal.annotations) as Signal["annotations"],
    details: redactor.json(signal.details) as Signal["details"],
    ...(signal.metric === undefined ? {} : { metric: redactor.text(signal.metric) }),
    recommendations: signal.recommendations.map((text) => redactor.text(text)),
  };
}
