import type { Diagnosis, FailureCategory, FailureEvidence, FailureRole } from "../model/dossier.ts";
import { bestMatch, type Match, signatureOf } from "./find-match.ts";
import { lastTrouble } from "./last-trouble.ts";
import { kernelDeniesIt, type MemoryTrace, wantOfMemory } from "./out-of-memory.ts";
import type { Signature } from "./signature.ts";
import type { SpokenLine, SpokenLog } from "./spoken-log.ts";

/** What is known of a run that did not go well. */
export interface FailureFacts {
  readonly log: SpokenLog;
  /** Who failed, as exit codes and Meltano say; `null` where they name nobody. */
  readonly plugin: string | null;
  readonly role: FailureRole;
  /** Negative for a signal; `null` where nobody knows. */
  readonly exitCode: number | null;
  /** The sentence that is known anyway: it stands where no signature fits. */
  readonly cause: string | null;
  /** What Meltano said of the block that failed. */
  readonly blockError: string | null;
  /** What ended the run where it was no failure of a plugin. */
  readonly stopped: "timeout" | "killed" | null;
  /** Whom a run that was stopped for its length had waited for; `null` and left out where nobody can say. */
  readonly waitedFor?: string | null;
  /** What the machine tells of memory; `null` and left out where nobody looked. */
  readonly memory?: MemoryTrace | null;
  /** It ended without a word, and nobody knows its exit code. */
  readonly vanished?: boolean;
}

/** Finds the root of a failure among what was said. Pure; `null` fields and `unknown` are real answers. */
export function diagnose(facts: FailureFacts): Diagnosis {
  const match = bestMatch(facts);
  const isSure = facts.stopped !== null || match === null || lackedMemory(facts) !== null;
  const death = isSure ? diedOf(facts) : null;
  if (death !== null) return death;
  return match === null ? notKnown(facts) : known(facts, match);
}

/** What a single line of somebody's means by the catalogue, where it names the cause itself; `null` where it does not. */
export function categoryOfLine(text: string, role: FailureRole): FailureCategory | null {
  const signature = signatureOf(role, { text, part: "said", plain: null, raised: null })?.signature;
  return signature?.weight === "precise" ? signature.category : null;
}

function known(facts: FailureFacts, { signature, words, line, lines }: Match): Diagnosis {
  const fill = (text: string): string => filled(text, facts, words);
  const who = facts.plugin ?? (facts.role === "meltano" ? "Meltano" : null);
  return {
    plugin: facts.plugin,
    role: facts.role,
    category: signature.category,
    confidence: confidences[signature.weight],
    cause: sentence(who === null ? fill(signature.cause) : `${who}: ${fill(signature.cause)}`),
    evidence: evidenceOf(facts.plugin, line, lines),
    advice: signature.advice.map(fill),
    command: commandOf(signature, facts),
    signature: signature.id,
  };
}

const confidences: Readonly<Record<Signature["weight"], number>> = {
  precise: 0.9,
  usual: 0.75,
  general: 0.55,
  vague: 0.5,
  bare: 0.45,
};

/** Texts of the catalogue with what is known in place; what is not known leaves no hole. */
function filled(text: string, { plugin }: FailureFacts, words: RegExpExecArray): string {
  const what = words.groups?.["what"] ?? "";
  return text
    .replaceAll("{what}", what)
    .replaceAll("{plugin}", plugin ?? "")
    .replaceAll(/\s+/g, " ")
    .replace(/: ?$/, "")
    .trim();
}

const types: Partial<Record<FailureRole, string>> = { tap: "extractor", target: "loader", mapper: "mapper" };

function commandOf({ command, category }: Signature, { plugin, role }: FailureFacts): string | null {
  const usual = plugin !== null && settingsCategories.has(category) ? "meltano config list {plugin}" : null;
  const chosen = command ?? usual;
  const type = types[role];
  if (chosen === null || (chosen.includes("{plugin}") && plugin === null)) return null;
  if (chosen.includes("{type}") && type === undefined) return null;
  return chosen.replaceAll("{plugin}", plugin ?? "").replaceAll("{type}", type ?? "");
}

/** Failures that are mended in a plugin's settings. */
const settingsCategories: ReadonlySet<FailureCategory> = new Set(["auth", "config", "network", "dns", "tls"]);

const shownLines = 5;

function evidenceOf(plugin: string | null, line: string, lines: readonly SpokenLine[]): FailureEvidence[] {
  const last = lines.slice(-shownLines).map(({ text }) => text.trim());
  return [...new Set([line, ...last])].map((text) => ({ plugin, line: text.slice(0, 500) }));
}

const signalWords: Readonly<Record<number, string>> = {
  9: "it was killed (SIGKILL, signal 9), and it is not known by whom",
  15: "it was told to stop (signal 15)",
  2: "it was interrupted (signal 2)",
  1: "its terminal went away (signal 1)",
};
const crashSignals: ReadonlySet<number> = new Set([4, 6, 7, 8, 11]);
const killSignal = 9;

/** A death that nobody spoke of: by a signal, or by whoever stopped the run. */
function diedOf(facts: FailureFacts): Diagnosis | null {
  const { stopped, plugin, role } = facts;
  if (stopped !== null) return stoppedRun(facts, stopped);
  const lack = lackedMemory(facts);
  const who = plugin ?? (role === "meltano" ? "Meltano" : "A plugin");
  if (lack !== null) return diedOfMemory(facts, who, lack);
  const signal = signalOf(facts);
  if (signal === null) return null;
  if (crashSignals.has(signal))
    return died(facts, "bug", `${who}: it crashed (signal ${signal})`, [
      "Update the plugin and the libraries it uses.",
    ]);
  const words = signalWords[signal] ?? `it was ended by signal ${signal}`;
  return died(facts, "killed", `${who}: ${words}${signal === killSignal ? notOfMemory(facts) : ""}`, [
    "Look at the system's log of that minute: `dmesg -T | grep -i -e oom -e killed`.",
  ]);
}

/** The signal that ended it: a negative code, or what a shell or a container makes of it. */
function signalOf({ exitCode }: FailureFacts): number | null {
  if (exitCode === null) return null;
  if (exitCode < 0) return -exitCode;
  return exitCode === 128 + killSignal ? killSignal : null;
}

/** What speaks for want of memory, where it was killed or may have been. */
function lackedMemory(facts: FailureFacts): ReturnType<typeof wantOfMemory> {
  if (facts.stopped !== null) return null;
  const killed = signalOf(facts) === killSignal || facts.vanished === true;
  return killed ? wantOfMemory(facts.memory ?? null) : null;
}

function notOfMemory({ memory }: FailureFacts): string {
  return kernelDeniesIt(memory ?? null)
    ? "; not by the kernel for want of memory, which counted no such kill"
    : "";
}

function diedOfMemory(
  facts: FailureFacts,
  who: string,
  { confidence, sign }: NonNullable<ReturnType<typeof wantOfMemory>>,
): Diagnosis {
  const how = facts.vanished === true ? "it ended without a word" : "it was killed (SIGKILL, signal 9)";
  const advice = [
    "Make batches or pages smaller, or give the host or container more memory.",
    "What each plugin took: `pitchpipe runs show latest`.",
  ];
  const diagnosis = died(facts, "memory", `${who}: there was not enough memory: ${how}, and ${sign}`, advice);
  return { ...diagnosis, confidence, evidence: [{ plugin: null, line: sign }, ...diagnosis.evidence] };
}

function stoppedRun(facts: FailureFacts, stopped: "timeout" | "killed"): Diagnosis {
  const words =
    stopped === "timeout" ? "The run took longer than its time limit" : "The run was stopped from outside";
  const cause = facts.cause ?? words;
  const { waitedFor = null } = facts;
  if (stopped === "timeout" && waitedFor !== null)
    return died({ ...facts, plugin: waitedFor }, stopped, cause, [
      `Look whether what ${waitedFor} speaks to answers: \`pitchpipe health\`.`,
      "Raise the timeout if it only needs longer.",
    ]);
  const advice =
    stopped === "timeout"
      ? "Raise the timeout, or look why it took longer than before: `pitchpipe runs show latest`."
      : "Look who stopped it: a deployment, a scheduler's own limit, a person.";
  return { ...died({ ...facts, plugin: null }, stopped, cause, [advice]), role: "meltano" };
}

function died(
  facts: FailureFacts,
  category: FailureCategory,
  cause: string,
  advice: readonly string[],
): Diagnosis {
  return {
    plugin: facts.plugin,
    role: facts.role,
    category,
    confidence: 0.8,
    cause: sentence(cause),
    evidence: lastWordsOf(facts),
    advice,
    command: null,
    signature: `died.${category}`,
  };
}

function notKnown(facts: FailureFacts): Diagnosis {
  return {
    plugin: facts.plugin,
    role: facts.role,
    category: "unknown",
    confidence: 0,
    cause: sentence(facts.cause ?? "It is not known why it failed"),
    evidence: lastWordsOf(facts),
    advice: ["Look at the whole log: pitchpipe runs logs latest."],
    command: "pitchpipe runs logs latest",
    signature: null,
  };
}

/** What was said last, the last word or what was raised first; no lines of code. */
function lastWordsOf({ log, plugin }: FailureFacts): FailureEvidence[] {
  const { lines, parts } = lastTrouble(log.linesOf(plugin));
  const said = lines.filter((_, at) => parts[at] !== "code");
  const last = (said.length > 0 ? said : lines).slice(-shownLines).map(({ text }) => text.trim());
  const raised = lines.find((_, at) => parts[at] === "raised")?.text.trim();
  return [...new Set([raised ?? last.at(-1) ?? "", ...last])].flatMap((line) =>
    line === "" ? [] : [{ plugin, line: line.slice(0, 500) }],
  );
}

function sentence(text: string): string {
  const clean = text.trim();
  return /[.!?…]$/.test(clean) ? clean : `${clean}.`;
}
