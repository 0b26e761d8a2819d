import type { FailureRole } from "../model/dossier.ts";
import { type LinePart, lastTrouble, type Trouble } from "./last-trouble.ts";
import { type PlainWords, plainWords } from "./plain-words.ts";
import { type Signature, weights } from "./signature.ts";
import { signatures } from "./signatures/index.ts";
import { tellingWords } from "./signatures/telling-words.ts";
import type { SpokenLine, SpokenLog } from "./spoken-log.ts";
import { categoryByWords } from "./weigh-words.ts";

/** The line that decides, and what it means. */
export interface Match {
  readonly signature: Signature;
  readonly words: RegExpExecArray;
  readonly line: string;
  readonly score: number;
  readonly lines: readonly SpokenLine[];
}

/** Whose words are looked at. */
interface Speakers {
  readonly log: SpokenLog;
  readonly plugin: string | null;
  readonly role: FailureRole;
  readonly blockError: string | null;
}

/** Its own words; else what Meltano says of it. */
export function bestMatch({ log, plugin, role, blockError }: Speakers): Match | null {
  const own = matchIn(log.linesOf(plugin), role);
  const told = blockError === null ? null : matchIn(asLines(blockError), role);
  const meltanos = plugin === null ? null : matchIn(log.linesOf(null), role);
  const [first, ...others] = [own, told, meltanos].filter((match) => match !== null);
  if (first === undefined) return null;
  return others.reduce((best, match) => (match.score > best.score ? match : best), first);
}

function asLines(text: string): SpokenLine[] {
  return text
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [{ text: line.trimEnd(), isError: true }]));
}

function matchIn(spoken: readonly SpokenLine[], role: FailureRole): Match | null {
  const trouble = lastTrouble(spoken);
  const { lines, exceptions, parts } = trouble;
  const last = lines.findLastIndex(({ text }, at) => parts[at] !== "code" && /\w/.test(text));
  let best: Match | null = null;
  for (const [at, line] of lines.entries()) {
    const readable = readableLine(trouble, at, at === last);
    const found = signatureOf(role, readable) ?? weighed(readable.plain);
    if (found === null) continue;
    const score = scoreOf(found.signature, {
      ...line,
      place: readable.part === "raised" ? placeOf(trouble, at) : null,
      begins: readable.raised !== null,
      late: exceptions.length > 0 ? 0 : (at + 1) / lines.length,
    });
    if (best === null || score > best.score) best = { ...found, line: line.text.trim(), score, lines };
  }
  return best;
}

/** Which exception of the chain a line belongs to. */
function placeOf({ exceptions }: Trouble, at: number): number {
  return exceptions.findLastIndex((begin) => begin <= at);
}

function readableLine({ lines, exceptions, parts }: Trouble, at: number, isLast: boolean): ReadableLine {
  const line = lines[at] as SpokenLine;
  const part = parts[at] ?? "said";
  const text = line.text.replaceAll(endlessWord, (word) => word.slice(0, longestWord));
  return {
    text,
    part,
    plain: isTold(line, part, isLast) ? plainWords(text) : null,
    raised: exceptions.includes(at) ? `${codeAbove(lines, at)}\n${text}` : null,
  };
}

/** Base64 and the like say nothing, and take expressions long to walk over. */
const endlessWord = /[\w.+/=-]{200,}/g;
const longestWord = 150;

/** Words that no phrase of the catalogue holds, by what most of them are usual for. */
function weighed(plain: PlainWords | null): Pick<Match, "signature" | "words"> | null {
  const category = plain === null ? null : categoryByWords(plain);
  const signature = tellingWords.find(({ id }) => id === `said.${category}`);
  const words = /$/.exec("");
  if (signature === undefined || words === null) return null;
  return { signature: { ...signature, id: `weighed.${category}`, weight: "bare" }, words };
}

/** The line of code that raised the exception at `at`: marks below it point into it. */
function codeAbove(lines: readonly SpokenLine[], at: number): string {
  return lines.slice(Math.max(0, at - 3), at).findLast(({ text }) => !/^[\s~^|]*$/.test(text))?.text ?? "";
}

const saysNoError = /\b(?:INFO|DEBUG)\b|Warning:/;
const saysWarning = /\bWARN(?:ING)?\b/;
const saysError =
  /\b(?:ERROR|CRITICAL|FATAL|fatal|failed|failure|aborting|exiting|giving up)\b|\berror\b|[A-Z]\w*(?:Error|Exception)\b|^(?:\w+\.)+[A-Z]\w*: /i;

/** A line that says that something went wrong. The last word says so by standing there. */
function isTold({ text, isError }: SpokenLine, part: LinePart, isLast: boolean): boolean {
  if (part === "raised") return true;
  if (part === "code") return false;
  return isError || (!saysNoError.test(text) && !saysWarning.test(text) && (isLast || saysError.test(text)));
}

/** A line in all the ways in which signatures look at it. */
interface ReadableLine {
  readonly text: string;
  readonly part: LinePart;
  /** `null` where it tells no error. */
  readonly plain: PlainWords | null;
  /** With the code that raised it; `null` where it is not an exception's first. */
  readonly raised: string | null;
}

/** The weightiest signature that a line fits; of equals the earlier. */
export function signatureOf(
  role: FailureRole,
  line: ReadableLine,
): Pick<Match, "signature" | "words"> | null {
  let best: Pick<Match, "signature" | "words"> | null = null;
  for (const signature of signatures) {
    if (signature.notOf !== undefined && signature.notOf === role) continue;
    if (best !== null && weights[signature.weight] <= weights[best.signature.weight]) continue;
    const read = readBy(signature, line);
    const words = read === null ? null : signature.says.exec(read);
    if (words !== null) best = { signature, words };
  }
  return best;
}

/** What a signature looks at; `null` where the line is nothing for it. */
function readBy({ reads }: Signature, { text, part, plain, raised }: ReadableLine): string | null {
  if (reads === "raised") return raised;
  if (reads === "words") return plain?.message ?? null;
  if (reads === "name") return plain?.name ?? null;
  return part === "code" && reads !== "code" ? null : text;
}

/**
 * A precise signature beats a general one; among equals an exception's own words beat what stands around it, the first
 * of a chain those raised because of it, and without a chain the last word counts.
 */
function scoreOf(
  { weight }: Signature,
  line: SpokenLine & {
    /** Of the chain; `null` where it is no exception's. */
    readonly place: number | null;
    readonly begins: boolean;
    readonly late: number;
  },
): number {
  const raised = line.place === null ? 0 : 0.5 + 0.3 / (line.place + 1) - (line.begins ? 0 : 0.05);
  return weights[weight] + raised + (line.isError ? 0.1 : 0) + 0.2 * line.late - calmness(line, raised > 0);
}

/** What is logged as no error counts less than what is. */
function calmness({ text, isError }: SpokenLine, isRaised: boolean): number {
  if (isError || isRaised) return 0;
  if (saysNoError.test(text)) return 2.4;
  return saysWarning.test(text) ? 2.2 : 0;
}
