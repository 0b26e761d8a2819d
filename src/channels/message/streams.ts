import type { Alert } from "../../model/alert.ts";
import type { MessageStream } from "./message.ts";

/** The rows of an alert's run, as its details hold them; what isn't of that form is left out. */
export function streamsOf(alerts: readonly Alert[]): MessageStream[] {
  const [alert, ...others] = alerts;
  const rows = alert?.details["streams"];
  if (others.length > 0 || !Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    const { stream, records, quarantined }: Record<string, unknown> = { ...(row as object) };
    const isRow = typeof stream === "string" && typeof records === "number";
    return isRow ? [{ stream, records, quarantined: typeof quarantined === "number" ? quarantined : 0 }] : [];
  });
}
