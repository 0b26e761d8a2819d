import { isObject, numberOrNull, textOr } from "./json-value.ts";
import type { BlockExitCodes, BlockResult, LineHead, LogEvent } from "./log-event.ts";
import { exceptionOf } from "./logged-exception.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What Meltano itself said, by its wording in 3.x and 4.x. */
export function meltanoEvent(head: LineHead, fields: Fields): LogEvent {
  const { text } = head;
  const started = /^Running job with name '(.*)' and run ID '/.exec(text);
  if (started?.[1] !== undefined) return { ...head, kind: "job_started", stateId: started[1] };
  if (text.startsWith("Incremental state has been updated")) return { ...head, kind: "state_updated" };
  if (text.startsWith("Failed to persist"))
    return { ...head, kind: "state_not_saved", exception: exceptionOf(fields) };
  if (text.startsWith("No active environment, proceeding with stateless run"))
    return { ...head, kind: "stateless" };
  if (text === "No valid blocks found.") return { ...head, kind: "nothing_to_run" };
  if (isTerminating(text)) return { ...head, kind: "terminating" };
  return (
    resultEvent(head, fields) ?? {
      ...head,
      kind: "message",
      text: withInstaller(text, fields["install_state"]),
      exception: exceptionOf(fields),
    }
  );
}

/** Of a plugin that could not be installed Meltano 4 says only that; what the installer said stands beside it. */
function withInstaller(text: string, state: unknown): string {
  const details = isObject(state) && state["status"] === "error" ? textOr(state["details"], "").trim() : "";
  return details === "" ? text : `${text}\n${details}`;
}

function resultEvent(head: LineHead, fields: Fields): LogEvent | null {
  const { text } = head;
  const { status, success } = fields;
  const durationSeconds = numberOrNull(fields["duration_seconds"]);
  if (text === "Run completed" && typeof status === "string")
    return { ...head, kind: "run_completed", success: status === "success", durationSeconds };
  if (/^Block run completed\.?$/.test(text) && typeof success === "boolean")
    return { ...head, kind: "block_completed", result: blockResult(fields, success) };
  if (text === "Run timed out")
    return { ...head, kind: "timed_out", timeoutSeconds: numberOrNull(fields["timeout_seconds"]) };
  return null;
}

function blockResult(fields: Fields, success: boolean): BlockResult {
  return {
    setNumber: numberOrNull(fields["set_number"]),
    blockType: textOr(fields["block_type"], null),
    success,
    error: errorText(textOr(fields["err"], null)),
    exitCodes: exitCodesOf(fields["exit_codes"]),
    durationSeconds: numberOrNull(fields["duration_seconds"]),
  };
}

/** Meltano 3 writes its exception's repr: `RunnerError('Loader failed')`. */
function errorText(text: string | null): string | null {
  return text === null ? null : (/^RunnerError\((['"])(.*?)\1(?:, .*)?\)$/s.exec(text)?.[2] ?? text);
}

/** `{extractors, loaders}`, or for mappers a list of dicts by name: each as far as it holds whole numbers. */
function exitCodesOf(value: unknown): BlockExitCodes {
  const dicts = (Array.isArray(value) ? value : [value]).filter(isObject);
  const codes = new Map<string, number>();
  for (const [name, code] of dicts.flatMap((dict) => Object.entries(dict)))
    if (typeof code === "number" && Number.isInteger(code)) codes.set(name, code);
  const take = (name: string): number | null => {
    const code = codes.get(name) ?? null;
    codes.delete(name);
    return code;
  };
  return { tap: take("extractors"), target: take("loaders"), mappers: Object.fromEntries(codes) };
}

function isTerminating(text: string): boolean {
  return (
    text === "Attempting graceful termination of current block" ||
    text === "Terminating ExtractLoadBlocks" ||
    text === "The process was terminated"
  );
}
