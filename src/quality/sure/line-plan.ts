import { types } from "../walker/layout.ts";
import { type Program, programOf } from "../walker/program.ts";
import { anything, type Member, type Members, type SureValue } from "../walker/sure-value.ts";
import { isPlainName } from "./rules-of-schema.ts";

/** What is asked of the RECORD lines of a stream. */
export interface LineWishes {
  readonly stream: string;
  /** What records surely are. */
  readonly record: SureValue;
  /** Properties whose values, and all that is in them, somebody reads. */
  readonly reads: readonly string[];
  /** Properties that are only measured: nobody looks into their lists and objects. */
  readonly measures: readonly string[];
  /** Whether the SCHEMA leaves open what a property is. */
  readonly isOpen: (name: string) => boolean;
}

/** How to walk over the RECORD lines of a stream, and where what they hold is found then. */
export interface LinePlan {
  readonly program: Program;
  /** The slots of properties. */
  readonly slots: ReadonlyMap<string, number>;
  /** One of these holds something where a record has a property that the SCHEMA leaves open. */
  readonly open: readonly number[];
  /** The slot of the message's version. */
  readonly version: number;
}

const version = 0;
/** The slot of properties that nobody asked for and that the SCHEMA leaves open. */
const others = 1;
const firstOfProperties = 2;

/** `null` where it can't be done: a name that is written with escapes, or too much for one program. */
export function linePlanOf(wishes: LineWishes): LinePlan | null {
  const { stream, record, reads, measures, isOpen } = wishes;
  const wanted = [...new Set([...reads, ...measures])];
  if (![stream, ...wanted].every(isPlainName)) return null;
  const slots = new Map(wanted.map((name, at) => [name, firstOfProperties + at]));
  const placed = ({ name, value, isRequired }: Member): Member => {
    const slot = slots.get(name);
    if (slot === undefined) return { name, isRequired, value: isOpen(name) ? noted(value) : value };
    const use = reads.includes(name) ? "read" : "measured";
    return { name, isRequired, value: { ...value, slot, use, isMeasured: measures.includes(name) } };
  };
  const given = record.members ?? { entries: [], others: anything };
  const members = {
    entries: withNamed(given, wanted).map(placed),
    others: given.others && noted(given.others),
  };
  const rows = { ...record, types: record.types & types.object, members };
  const program = programOf(linesOf(stream, rows), firstOfProperties + wanted.length);
  const open = wanted.filter(isOpen).flatMap((name) => slots.get(name) ?? []);
  return program && { program, slots, open: [others, ...open], version };
}

/** The members with an entry for each of these names too, as far as others may come at all. */
function withNamed({ entries, others: rest }: Members, names: readonly string[]): readonly Member[] {
  if (rest === null) return entries;
  const known = new Set(entries.map(({ name }) => name));
  const more = names.filter((name) => !known.has(name));
  return [...entries, ...more.map((name) => ({ name, value: rest, isRequired: false }))];
}

function noted(value: SureValue): SureValue {
  return { ...value, slot: others, use: "noted" };
}

/** The message around a record. What else it holds is of no matter. */
function linesOf(stream: string, record: SureValue): Members {
  return {
    entries: [
      { name: "type", value: textOf("RECORD"), isRequired: true },
      { name: "stream", value: textOf(stream), isRequired: true },
      { name: "record", value: record, isRequired: true },
      { name: "version", value: { ...anything, slot: version, use: "read" }, isRequired: false },
    ],
    others: anything,
  };
}

function textOf(text: string): SureValue {
  return { ...anything, types: types.string, text: { length: null, texts: [text], format: null } };
}
