import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../lib/errors.ts";
import type { Quarantine } from "../../mapper/ports.ts";

export interface QuarantineOptions {
  readonly folder: string;
  readonly runId: string;
  readonly onTrouble: (message: string) => void;
}

/**
 * Keeps lines that are not forwarded, one JSON object a line, in a file of the run (0600, folder 0700). Bytes that are
 * not UTF-8 are kept as base64.
 */
export function quarantineFile({ folder, runId, onTrouble }: QuarantineOptions): Quarantine {
  const file = join(folder, `${runId.replaceAll(/[^A-Za-z0-9._-]/g, "_")}.jsonl`);
  return ({ reason, check, stream, key, line }) => {
    const text = line.toString("utf8");
    const isText = Buffer.from(text, "utf8").equals(line);
    const original = isText ? { original: text } : { original_base64: line.toString("base64") };
    const entry = { reason, check, stream, key, run_id: runId, schema_sha256: null, ...original };
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true });
      return true;
    } catch (thrown) {
      onTrouble(`a line could not be kept in ${file}: ${messageOf(thrown)}`);
      return false;
    }
  };
}
