import { withoutValues } from "../diagnosis/index.ts";
import { blame, failedBlock, isBrokenInside } from "./blame.ts";
import { isErrorLine, tellingLine } from "./error-line.ts";
import { mapperWentFirst, ourMapperName, type RunEvidence } from "./evidence.ts";

/** The longest cause: it must fit a title. */
export const longestCause = 200;

/** Why a run failed, in one sentence that names the plugin and its own last words. */
export function causeOfFailure(evidence: RunEvidence): {
  readonly cause: string;
  readonly failedPlugin: string | null;
} {
  const { plugin, exitCode, byPipe } = blame(evidence);
  if (mapperWentFirst(evidence) && plugin === ourMapperName(evidence))
    return {
      cause: `${ourMapperName(evidence)} ended without a word: it was killed, or crashed.`,
      failedPlugin: plugin,
    };
  const code = exitCode === null ? "" : ` (${exitText(exitCode)})`;
  if (plugin === null && isBrokenInside(evidence))
    return { cause: shorten(brokenPipe(evidence)), failedPlugin: null };
  if (plugin === null) return { cause: shorten(meltanoWords(evidence)), failedPlugin: null };
  if (byPipe && evidence.log.plugins[plugin]?.lastError == null)
    return { cause: shorten(goneTarget(evidence, plugin)), failedPlugin: plugin };
  const said = pluginWords(evidence, plugin);
  const notStarted = /^Cannot start plugin [^\s:]+: (.*)$/.exec(said ?? "")?.[1];
  if (notStarted !== undefined)
    return { cause: shorten(`${plugin} could not be started: ${notStarted}`), failedPlugin: plugin };
  const words = said === null ? "." : `: ${said}`;
  return { cause: shorten(`${plugin} failed${code}${words}`), failedPlugin: plugin };
}

function goneTarget({ log }: RunEvidence, target: string): string {
  const words = log.plugins[target]?.last;
  const last = words === undefined ? "" : ` Its last words: ${words}`;
  return `${target} ended before it had read its input: the pipe to it broke.${last}`;
}

/** The pipe broke and nobody is named: then it was the target, or a mapper before it. */
function brokenPipe({ log, plan }: RunEvidence): string {
  const block = plan.blocks[log.blocks.length];
  if (block?.kind !== "extract_load") return "A pipe between two plugins broke, and Meltano names nobody.";
  const mappers =
    block.mappings.length === 0 ? "" : ` or the mapper before it (${block.mappings.join(", ")})`;
  const words = log.plugins[block.target]?.last;
  const last = words === undefined ? "" : ` Its last words: ${words}`;
  return `The pipe behind ${block.tap} broke: ${block.target}${mappers} ended early.${last}`;
}

/** A sentence of at most `longestCause` characters, without values of rows: it stands in alerts. */
export function shorten(text: string): string {
  const line = withoutValues(text.replace(/\s+/g, " ").trim());
  return line.length <= longestCause ? line : `${line.slice(0, longestCause - 1).trimEnd()}…`;
}

function exitText(code: number): string {
  return code < 0 ? `killed by signal ${-code}` : `exit code ${code}`;
}

/** A plugin's own last error, else what its block's end says of it, else the last thing it said. */
function pluginWords(evidence: RunEvidence, plugin: string): string | null {
  const words = evidence.log.plugins[plugin];
  const ofMapper = evidence.mapperBlocks?.findLast(({ reason }) => reason !== null)?.reason ?? null;
  if (plugin === ourMapperName(evidence) && ofMapper !== null) return ofMapper;
  return words?.lastError ?? specific(failedBlock(evidence)?.result?.error ?? null) ?? words?.last ?? null;
}

/** What Meltano says of itself: an error in its log, else what it printed before its log was set up. */
function meltanoWords({ log, exit }: RunEvidence): string {
  const errors = [...log.blocks.map(({ result }) => result?.error ?? null), ...log.errors].flatMap(
    (text) => specific(text) ?? [],
  );
  const said = errors[0] ?? plainWords(log.plainLines);
  if (said !== null) return `Meltano: ${said.replace(/^Error: /, "")}`;
  if (exit.code === null && exit.signal === null) return "Meltano failed, and its log does not say why.";
  return exit.signal === null
    ? `Meltano ended with exit code ${exit.code} and did not say why.`
    : `Meltano was ended by ${exit.signal}.`;
}

/** Meltano's sentences that only repeat that a plugin failed. */
const generic =
  /^(?:Extractor and loader failed|Extractor failed|Loader failed|Mappers failed|BrokenPipeError\b.*)$/;

function specific(text: string | null): string | null {
  const line = text === null ? "" : tellingLine(text);
  return line === "" || generic.test(line) ? null : line;
}

/** Of plain lines, the one that says Error, else the last that names an exception, else the last. */
function plainWords(lines: readonly string[]): string | null {
  const spoken = lines.map((line) => line.replace(/[│╭╮╰╯─]/g, " ").trim()).filter((line) => line !== "");
  return (
    spoken.findLast((line) => line.startsWith("Error: ")) ??
    spoken.findLast((line) => isErrorLine({ level: null, text: line })) ??
    spoken.findLast((line) => !line.startsWith("Usage:") && !line.startsWith("Need help")) ??
    null
  );
}
