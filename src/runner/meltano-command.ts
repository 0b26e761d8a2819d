import type { Environment } from "./child-environment.ts";
import type { RunCommandLine } from "./command-line.ts";

const levels = ["debug", "info", "warning", "error", "critical", "disabled"] as const;
export type LogLevel = (typeof levels)[number];

/** The level a line must have to be relayed: the user's, where one was asked for. */
export function relayLevel(line: RunCommandLine, env: Environment): LogLevel {
  const asked = line.globals.get("--log-level") ?? env["MELTANO_CLI_LOG_LEVEL"] ?? "info";
  return levels.find((level) => level === asked.toLowerCase()) ?? "info";
}

/**
 * Meltano's arguments for a run that we watch. Its log comes as JSON whatever `logging.yaml` says, and never coarser
 * than info: at `warning` even a good run ends without a word, and its end could not be judged. What is relayed of it
 * is the user's choice.
 */
export function meltanoArguments(
  line: RunCommandLine,
  {
    level,
    runId,
    timeoutMs,
  }: { readonly level: LogLevel; readonly runId: string; readonly timeoutMs: number | null },
): string[] {
  const globals = [...line.globals].filter(([name]) => name !== "--log-config" && name !== "--log-level");
  return [
    ...globals.map(([name, value]) => (value === null ? name : `${name}=${value}`)),
    "--log-config=/dev/null",
    "--log-format=json",
    `--log-level=${level === "debug" ? "debug" : "info"}`,
    "run",
    ...(line.runId === null ? [`--run-id=${runId}`] : []),
    ...(line.timeout === null && timeoutMs !== null ? [`--timeout=${Math.ceil(timeoutMs / 1000)}`] : []),
    ...line.rest,
  ];
}

/** Meltano's arguments for a run that we only hand on: as the user wrote them. */
export function plainMeltanoArguments(line: RunCommandLine): string[] {
  const globals = [...line.globals].map(([name, value]) => (value === null ? name : `${name}=${value}`));
  return [...globals, ...(line.logFormat === "json" ? ["--log-format=json"] : []), "run", ...line.rest];
}

/**
 * The id of a run: the user's `--run-id`, else an exported `MELTANO_RUN_ID` as Meltano itself would take it, else a
 * fresh one. An exported id that came from an outer run of ours is that run's, not this one's.
 */
export function chooseRunId(line: RunCommandLine, env: Environment, fresh: () => string): string {
  const exported = env["MELTANO_JOB_TRIGGER"] === "pitchpipe" ? null : (env["MELTANO_RUN_ID"] ?? null);
  return normalRunId(line.runId ?? exported) ?? fresh();
}

/** A UUID in the usual spelling, or `null` where the text is none. */
function normalRunId(text: string | null): string | null {
  const hex = text?.toLowerCase().replace(/^urn:uuid:|[{}-]/g, "") ?? "";
  if (!/^[0-9a-f]{32}$/.test(hex)) return null;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
