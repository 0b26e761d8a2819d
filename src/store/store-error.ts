import type { ErrorCode } from "../lib/error-codes.ts";
import { FatalError, messageOf, PitchpipeError, RetriableError } from "../lib/errors.ts";
import { type Advice, adviceFor } from "./store-advice.ts";
import { lackOf } from "./store-lack.ts";

/**
 * What a database driver or the file system threw, as an error of the store. `null` where it is about the statement
 * or its values and not about the store: then the fault is ours.
 */
export function storeErrorOf(thrown: unknown, location: string): PitchpipeError | null {
  if (thrown instanceof PitchpipeError) return thrown;
  const code = codeOf(thrown);
  if (isDamage(code)) return damaged(location, thrown);
  const lack = lackOf(thrown, code);
  if (lack !== null) return incomplete(location, lack, thrown);
  if (isStatementFault(code) || thrown instanceof TypeError || thrown instanceof RangeError) return null;
  return unavailable(location, adviceFor(code) ?? unknownTrouble(thrown), thrown);
}

/** The store at `location` can't be used now. */
export function unavailable(location: string, advice: Advice, cause?: unknown): PitchpipeError {
  return new RetriableError({
    code: "STORE_UNAVAILABLE",
    what: `The store ${location} can't be used.`,
    ...advice,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The store's file was damaged and is now at `target`. */
export function setAsideAs(target: string, location: string, cause: unknown): PitchpipeError {
  return new FatalError({
    code: "STORE_DAMAGED",
    what: `The store ${location} was damaged; it was set aside as ${target}, and a new one begins.`,
    why: firstLine(messageOf(cause)),
    whatToDo:
      "Keep the file if its history matters (`sqlite3 FILE .recover` reads what is left), else delete it.",
    cause,
  });
}

/** The store has taken steps that this version doesn't know. */
export function newer(location: string, found: number, known: number): PitchpipeError {
  return new FatalError({
    code: "STORE_NEWER",
    what: `The store ${location} was made by a newer pitchpipe.`,
    why: `Its format is ${found}, this version knows ${known}.`,
    whatToDo: "Upgrade pitchpipe here too; what was spooled until then is taken in.",
  });
}

/** A write through a store that was opened only for reading. */
export function openedForReading(location: string): PitchpipeError {
  return unavailable(location, {
    why: "It was opened for reading only.",
    whatToDo: "This is a fault of pitchpipe: please report it.",
  });
}

/** A use of a store that was closed. */
export function storeClosed(location: string): PitchpipeError {
  return unavailable(location, {
    why: "It was closed.",
    whatToDo: "This is a fault of pitchpipe: please report it.",
  });
}

/** A batch that the store can't take as it is. */
export function factsRefused(cause: unknown): PitchpipeError {
  return new FatalError({
    code: "INTERNAL",
    what: "The store refused something that pitchpipe wanted to keep; it was put into the spool.",
    why: firstLine(messageOf(cause)),
    whatToDo: "This is a fault of pitchpipe: please report it.",
    cause,
  });
}

/** A batch that is nowhere. */
export function factsLost(spoolFolder: string, cause: unknown): PitchpipeError {
  return new RetriableError({
    code: "STORE_UNAVAILABLE",
    what: `Neither the store nor the spool ${spoolFolder} can be written: what happens now is not recorded.`,
    why: (adviceFor(codeOf(cause)) ?? unknownTrouble(cause)).why,
    whatToDo: "Make room on the disk, or give this user write access.",
    cause,
  });
}

/** Whether the store itself is in trouble, not the statement. */
export function isStoreTrouble(thrown: unknown): thrown is PitchpipeError {
  return (["STORE_UNAVAILABLE", "STORE_NEWER", "STORE_DAMAGED"] as const).some((code) =>
    codeIs(thrown, code),
  );
}

/** Whether it is an error of ours with this code. */
export function codeIs(thrown: unknown, code: ErrorCode): thrown is PitchpipeError {
  return thrown instanceof PitchpipeError && thrown.code === code;
}

/** The driver's or system's code of what was thrown; empty where there is none. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}

function damaged(location: string, cause: unknown): PitchpipeError {
  return new FatalError({
    code: "STORE_DAMAGED",
    what: `The store ${location} is damaged.`,
    why: firstLine(messageOf(cause)),
    whatToDo: "The next write sets it aside and begins a new one.",
    cause,
  });
}

/** The file itself is sound: setting it aside would take away what is left. */
function incomplete(location: string, lack: string, cause: unknown): PitchpipeError {
  return new FatalError({
    code: "STORE_DAMAGED",
    what: `The store ${location} is damaged: a part of it was taken away or changed from outside.`,
    why: `The database says: ${lack.replace(/\.$/, "")}.`,
    whatToDo: "Restore a backup of it, or move it away: the next `pitchpipe tick` begins a new one.",
    cause,
  });
}

/** Whether the store's file can't be read as it is, so that it stands in the way. */
export function isUnreadable(thrown: unknown): thrown is PitchpipeError {
  return codeIs(thrown, "STORE_DAMAGED") && lackOf(thrown.cause, codeOf(thrown.cause)) === null;
}

function unknownTrouble(thrown: unknown): Advice {
  return { why: firstLine(messageOf(thrown)), whatToDo: "`pitchpipe doctor` looks at the store." };
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}

function isDamage(code: string): boolean {
  return code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT");
}

/** SQLite's errors of logic; SQLSTATE classes 0A, 21 to 23 and 42: cardinality, data, constraints, syntax. */
function isStatementFault(code: string): boolean {
  if (code === "42501") return false;
  return /^SQLITE_(?:ERROR|CONSTRAINT|MISMATCH|MISUSE|RANGE|TOOBIG)|^(?:0A|2[123]|42)[0-9A-Z]{3}$/.test(code);
}
