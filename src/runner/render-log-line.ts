import { stripControl } from "../lib/terminal-text.ts";
import type { BlockResult, LineLevel, LogEvent, Metric } from "./log-event.ts";

/** Colours for the parts of a line; without one the text is plain. */
export interface LinePaint {
  dim(text: string): string;
  level(level: LineLevel, text: string): string;
  plugin(text: string): string;
}

const plain: LinePaint = { dim: (text) => text, level: (_level, text) => text, plugin: (text) => text };

/**
 * A line of the log as people read it: `08:08:38 warning  tap-x  text`, safe for a terminal. `whole` keeps the full
 * timestamp, for the stored log. Lines that were no JSON stay as they are.
 */
export function renderLogLine(
  event: LogEvent,
  { paint = plain, whole = false }: { readonly paint?: LinePaint; readonly whole?: boolean } = {},
): string {
  const text = stripControl(textOf(event)).replaceAll("\n", "\n    ");
  if (event.at === null && event.level === null) return text;
  const at = whole ? (event.at ?? "") : (/T(\d\d:\d\d:\d\d)/.exec(event.at ?? "")?.[1] ?? "");
  const level = event.level ?? "info";
  return `${paint.dim(at)} ${paint.level(level, level.padEnd(8))} ${paint.plugin(event.plugin ?? "meltano")}  ${text}`;
}

function textOf(event: LogEvent): string {
  switch (event.kind) {
    case "message":
    case "state_not_saved":
      return withException(event.text, event.exception);
    case "metric":
      return metricText(event.metric);
    case "block_completed":
      return `${event.text} (${describeResult(event.result)})`;
    case "run_completed":
      return `${event.text} (${event.success ? "success" : "failure"}${seconds(event.durationSeconds)})`;
    default:
      return event.text;
  }
}

function metricText({ metric, value, tags }: Metric): string {
  const told = ["stream", "endpoint", "status", "http_status_code"].flatMap((tag) =>
    typeof tags[tag] === "string" || typeof tags[tag] === "number" ? [`${tag}=${tags[tag]}`] : [],
  );
  return ["METRIC", metric, String(value), ...told].join(" ");
}

function withException(
  text: string,
  exception: { readonly type: string; readonly message: string } | null,
): string {
  if (exception === null || (exception.message !== "" && text.includes(exception.message))) return text;
  return [text, `${exception.type}: ${exception.message}`].filter((part) => part !== "").join("\n");
}

function describeResult(result: BlockResult): string {
  const { tap, target, mappers } = result.exitCodes;
  const codes = Object.entries({
    ...(tap === null ? {} : { tap }),
    ...mappers,
    ...(target === null ? {} : { target }),
  });
  const exits = codes.map(([name, code]) => `${name} exit code ${code}`);
  const parts = [result.success ? "success" : "failure", result.error ?? "", ...exits].filter(
    (part) => part !== "",
  );
  return `${parts.join(", ")}${seconds(result.durationSeconds)}`;
}

function seconds(duration: number | null): string {
  return duration === null ? "" : `, ${duration} s`;
}
