import { isObject, parseObject } from "./json-value.ts";
import type { Metric } from "./log-event.ts";

/**
 * The metric in a line of text, or `null`. Accepts `METRIC: {…}` after any prefix (singer-python, PipelineWise, the
 * SDK's console form) and PipelineWise's `METRIC: b'{…}'`, the repr of bytes.
 */
export function metricOfText(text: string): Metric | null {
  const at = text.indexOf("METRIC: ");
  if (at < 0) return null;
  const rest = text.slice(at + "METRIC: ".length).trim();
  const bytes = /^b(['"])(.*)\1$/s.exec(rest);
  return metricOfObject(parseObject(bytes?.[2] === undefined ? rest : bytes[2].replaceAll("\\'", "'")));
}

/** The metric an object describes, or `null`; older ones say `metric_type` for `type`. */
export function metricOfObject(value: unknown): Metric | null {
  if (!isObject(value)) return null;
  const { metric, value: amount, tags } = value;
  const type = value["type"] ?? value["metric_type"];
  if (typeof metric !== "string" || typeof type !== "string") return null;
  if (typeof amount !== "number" || !Number.isFinite(amount)) return null;
  return { type, metric, value: amount, tags: isObject(tags) ? tags : {} };
}
