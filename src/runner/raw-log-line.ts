import type { Json } from "../lib/canonical-json.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import { cutJsonLine, cutLine } from "./cut-line.ts";
import { parseObject } from "./json-value.ts";

/** A line as Meltano wrote it, redacted and short enough to print; JSON stays JSON. */
export function rawLogLine(line: string, redactor: Redactor, where: string): string {
  const redacted = redactor.text(line);
  const before = parseObject(line.trim());
  if (before === null) return cutLine(redacted, { where });
  // A secret of digits may hit a number; then the texts are redacted one by one and the line is written anew.
  const after = parseObject(redacted.trim());
  if (after !== null) return cutJsonLine(redacted.trim(), after, { where });
  const fields = redactor.json(before as { readonly [key: string]: Json }) as Readonly<
    Record<string, unknown>
  >;
  return cutJsonLine(JSON.stringify(fields), fields, { where });
}
