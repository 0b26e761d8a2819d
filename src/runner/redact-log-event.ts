import type { Redactor } from "../lib/redaction/index.ts";
import type { LogEvent, LoggedException } from "./log-event.ts";

/** The event with every text of it redacted; everything that is kept or told comes from this one. */
export function redactLogEvent(event: LogEvent, redactor: Pick<Redactor, "text">): LogEvent {
  const text = redactor.text(event.text);
  switch (event.kind) {
    case "message":
    case "state_not_saved":
      return { ...event, text, exception: redactException(event.exception, redactor) };
    case "block_completed": {
      const { error } = event.result;
      return {
        ...event,
        text,
        result: { ...event.result, error: error === null ? null : redactor.text(error) },
      };
    }
    default:
      return { ...event, text };
  }
}

function redactException(
  exception: LoggedException | null,
  redactor: Pick<Redactor, "text">,
): LoggedException | null {
  if (exception === null) return null;
  const { type, message, lines } = exception;
  // As one text: a secret may stand over two lines.
  return { type, message: redactor.text(message), lines: redactor.text(lines.join("\n")).split("\n") };
}
