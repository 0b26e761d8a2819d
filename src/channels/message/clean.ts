import type { Json } from "../../lib/canonical-json.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Alert, Notification } from "../../model/alert.ts";
import type { Labels } from "../../model/labels.ts";
import type { OwnWords } from "../effects.ts";

/** A notification without secrets, and without characters that terminals, mails and bidi readers obey. */
export function cleanNotification(notification: Notification, redactor: Redactor): Notification {
  const text = cleaner(redactor);
  return {
    ...notification,
    title: text(notification.title),
    message: text(notification.message),
    alerts: notification.alerts.map((alert) => cleanAlert(alert, redactor)),
  };
}

/** The same for one alert, all texts a message may be made of. */
export function cleanAlert(alert: Alert, redactor: Redactor): Alert {
  const text = cleaner(redactor);
  const json = (value: Json): Json => cleanJson(redactor.json(value), stripControl);
  return {
    ...alert,
    name: text(alert.name),
    title: text(alert.title),
    message: text(alert.message),
    labels: json({ ...alert.labels }) as Labels,
    annotations: json({ ...alert.annotations }) as Labels,
    details: json(alert.details) as Alert["details"],
    recommendations: alert.recommendations.map(text),
  };
}

/** What a template made of an alert is no cleaner than the alert. */
export function cleanWords(words: OwnWords, redactor: Redactor): OwnWords {
  const text = cleaner(redactor);
  const orNull = (input: string | null): string | null => (input === null ? null : text(input));
  return {
    title: orNull(words.title),
    text: orNull(words.text),
    subject: orNull(words.subject),
    note: orNull(words.note),
  };
}

function cleaner(redactor: Redactor): (input: string) => string {
  return (input) => stripControl(redactor.text(input));
}

function cleanJson(value: Json, text: (input: string) => string): Json {
  if (typeof value === "string") return text(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => cleanJson(item, text));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), cleanJson(item, text)]));
}
