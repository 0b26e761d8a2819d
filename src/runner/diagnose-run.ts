import { diagnose, type FailureFacts, SpokenLog } from "../diagnosis/index.ts";
import type { Diagnosis, FailureRole } from "../model/dossier.ts";
import { badStatuses, type RunStatus } from "../model/run.ts";
import { blame, failedBlock } from "./blame.ts";
import { shorten } from "./cause.ts";
import { mapperWentFirst, ourMapperName, type RunEvidence } from "./evidence.ts";
import type { LogEvent } from "./log-event.ts";
import { isNamed } from "./logged-plan.ts";

/** Keeps what was said, for the diagnosis of a failure. Events are redacted before. */
export function hear(log: SpokenLog, event: LogEvent): void {
  if (event.kind === "metric" || event.kind === "plugin_stdout") return;
  const isError = event.level === "error" || event.level === "critical";
  log.add(event.plugin, event.text, isError);
  const exception = event.kind === "message" || event.kind === "state_not_saved" ? event.exception : null;
  // A traceback that is the event's own text was kept with it.
  if (exception !== null && !event.text.includes("Traceback (most recent call last)"))
    log.add(event.plugin, exception.lines.join("\n"), isError);
}

/** Why a run did not go well, as far as its log tells; `null` for a run that is not known to be bad. */
export function diagnoseRun(
  evidence: RunEvidence,
  log: SpokenLog,
  verdict: {
    readonly status: RunStatus;
    readonly cause: string | null;
    readonly failedPlugin: string | null;
  },
): Diagnosis | null {
  if (!badStatuses.has(verdict.status)) return null;
  return diagnose(factsOf(evidence, log, verdict));
}

/** The sentence a run is known by. Where it does not hold the deciding line, that line and its meaning stand in it. */
export function causeWith(diagnosis: Diagnosis | null, cause: string | null): string | null {
  // A death without words is best told by what is known of it.
  if (diagnosis !== null && /^died\.(?:memory|killed)$/.test(diagnosis.signature ?? ""))
    return shorten(diagnosis.cause);
  const failed = /^(\S+ failed(?: \([^)]*\))?): /.exec(cause ?? "")?.[1];
  const line = diagnosis?.evidence[0]?.line;
  if (diagnosis === null || cause === null || failed === undefined || line === undefined) return cause;
  if (diagnosis.confidence < surely || cause.includes(line.slice(0, recognised))) return cause;
  const meaning = diagnosis.cause.replace(/^\S+: /, "").replace(/\.$/, "");
  return shorten(`${failed}: ${meaning}: ${line}`);
}

/** So much of a line tells it from others; causes are cut at their end. */
const recognised = 60;

/** General signatures say less than the plugin's own words. */
const surely = 0.7;

function factsOf(
  evidence: RunEvidence,
  log: SpokenLog,
  { status, cause, failedPlugin }: Parameters<typeof diagnoseRun>[2],
): FailureFacts {
  const blamed = blame(evidence);
  const known = failedPlugin ?? blamed.plugin ?? tooLong(evidence) ?? notInstalled(log);
  const plugin = meltanosOwn(evidence) ? null : named(known, log);
  return {
    log: blamed.byPipe ? wordsOf(plugin, log) : log,
    plugin,
    role: roleOf(evidence, plugin),
    exitCode: plugin === blamed.plugin ? (blamed.exitCode ?? ownDeath(evidence, plugin)) : null,
    cause,
    blockError: failedBlock(evidence)?.result?.error ?? null,
    stopped: stoppedBy(status),
    memory: evidence.memory ?? null,
    vanished: mapperWentFirst(evidence) && plugin === ourMapperName(evidence),
    waitedFor: status === "timed_out" ? failedPlugin : null,
  };
}

/** Behind a pipe that broke Meltano speaks of the pipe alone: what counts is what the plugin said itself. */
function wordsOf(plugin: string | null, log: SpokenLog): SpokenLog {
  const own = new SpokenLog();
  for (const { text, isError } of log.linesOf(plugin)) own.add(plugin, text, isError);
  return own;
}

/** Meltano itself was killed. */
function ownDeath({ exit }: RunEvidence, plugin: string | null): number | null {
  return plugin === null && exit.signal === "SIGKILL" ? -9 : null;
}

/** Before it starts a plugin Meltano reads the state: what goes wrong there it tells as that the plugin can't start. An executable is the plugin's. */
function meltanosOwn(evidence: RunEvidence): boolean {
  // Some forms of the log hold no block's error.
  const told = [failedBlock(evidence)?.result?.error ?? "", ...evidence.log.errors];
  const [why] = told.flatMap((text) => /^Cannot start plugin [^\s:]+: (.*)/.exec(text)?.[1] ?? []);
  return (
    why !== undefined &&
    /^(?:No module named|\[Errno \d+\](?!.*\/bin\/)|Unable to locate credentials|No state backend found|Failed to retrieve state)/.test(
      why,
    )
  );
}

/** Meltano says which side wrote a line beyond its limit, and then blames nobody. */
function tooLong({ log, plan }: RunEvidence): string | null {
  const said = log.errors.flatMap(
    (text) => /^The (extractor|loader) generated a message exceeding/.exec(text)?.[1] ?? [],
  );
  const block = plan.blocks[log.blocks.findIndex(({ result }) => result?.success === false)];
  if (said[0] === undefined || block?.kind !== "extract_load") return null;
  return said[0] === "extractor" ? block.tap : block.target;
}

/** Meltano says whom it installs and then only that it failed. */
function notInstalled(log: SpokenLog): string | null {
  const said = log.linesOf(null).map(({ text }) => text);
  if (!said.some((text) => /^Installation failed\.|^\w+ '[^']+' could not be installed/.test(text)))
    return null;
  const begun = new Set(said.flatMap((text) => /^Installing \w+ '([^']+)'/.exec(text)?.[1] ?? []));
  const [only = null] = begun;
  return begun.size === 1 ? only : null;
}

/** What a log names no plugin for is whoever spoke, where that was one only. */
function named(plugin: string | null, { speakers }: SpokenLog): string | null {
  if (plugin === null || isNamed(plugin)) return plugin;
  const [only = null, ...others] = speakers.filter((speaker) => speaker !== null);
  return others.length === 0 ? only : null;
}

function stoppedBy(status: RunStatus): FailureFacts["stopped"] {
  if (status === "timed_out") return "timeout";
  return status === "terminated" ? "killed" : null;
}

/** A plugin's side of the pipe, by the plan, else by where Meltano said it stood. */
function roleOf(evidence: RunEvidence, plugin: string | null): FailureRole {
  if (plugin === null) return "meltano";
  if (plugin === ourMapperName(evidence) || mapperWentFirst(evidence)) return "mapper";
  const sides = evidence.plan.blocks.flatMap((block) => (block.kind === "extract_load" ? [block] : []));
  if (sides.some(({ tap }) => tap === plugin)) return "tap";
  if (sides.some(({ target }) => target === plugin)) return "target";
  if (sides.some(({ mappings }) => mappings.includes(plugin))) return "mapper";
  return evidence.log.plugins[plugin]?.side ?? "other";
}

export { SpokenLog };
