import { toTimestamp } from "../../lib/clock.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Notification } from "../../model/alert.ts";
import { noticeDocument } from "../notice-document.ts";
import type { LogSettings } from "./settings.ts";

/**
 * One line, without its newline. As JSON it is the webhook's document with `at`, the time the line was written,
 * before it. As text: time, severity, kind, the alert's short id, title, message with line breaks as `|`, the
 * notification's id.
 */
export function renderLogLine(
  notification: Notification,
  format: LogSettings["format"],
  { now, redactor }: { readonly now: number; readonly redactor: Redactor },
): string {
  if (format === "json")
    return JSON.stringify(redactor.json({ at: toTimestamp(now), ...noticeDocument(notification) }));
  const [alert] = notification.alerts;
  const severity = (alert?.severity ?? "info").toUpperCase();
  const id = alert === undefined ? "" : ` [${shortId(alert.id)}]`;
  const said = `${notification.title}: ${notification.message}`.replace(/\s*[\r\n]+\s*/g, " | ");
  return redactor.text(
    `${toTimestamp(now)} ${severity} ${notification.kind}${id} ${stripControl(said)} (${notification.id})`,
  );
}
