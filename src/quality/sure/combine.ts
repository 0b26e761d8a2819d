import { types } from "../walker/layout.ts";
import type {
  Limit,
  ListRules,
  Member,
  Members,
  NumberRules,
  Span,
  SureValue,
  TextFormat,
  TextRules,
} from "../walker/sure-value.ts";

/** Surely nothing. */
export const nothing: SureValue = { types: 0, text: null, number: null, members: null, list: null };

/** What both surely accept. */
export function both(a: SureValue, b: SureValue): SureValue {
  const text = bothRules(a.text, b.text, bothTexts);
  return {
    types: a.types & b.types & ~(text === "neither" ? types.string : 0),
    text: text === "neither" ? null : text,
    number: bothRules(a.number, b.number, bothNumbers),
    members: bothRules(a.members, b.members, bothMembers),
    list: bothRules(a.list, b.list, bothLists),
  };
}

function bothRules<Rules, Result>(
  a: Rules | null,
  b: Rules | null,
  combine: (a: Rules, b: Rules) => Result,
): Rules | Result | null {
  if (a === null || b === null) return a ?? b;
  return combine(a, b);
}

function bothTexts(a: TextRules, b: TextRules): TextRules | "neither" {
  const format = bothRules(a.format, b.format, bothFormats);
  if (format === "neither") return "neither";
  const texts = bothRules(a.texts, b.texts, (some, others) => some.filter((text) => others.includes(text)));
  return { length: bothRules(a.length, b.length, bothSpans), texts, format };
}

/** The loose format takes whatever the strict one does. */
function bothFormats(a: TextFormat, b: TextFormat): TextFormat | "neither" {
  if (a === b) return a;
  return a !== "date" && b !== "date" ? "date-time" : "neither";
}

function bothSpans(a: Span, b: Span): Span {
  return { least: Math.max(a.least, b.least), most: Math.min(a.most, b.most) };
}

function bothNumbers(a: NumberRules, b: NumberRules): NumberRules {
  return {
    minimum: tighter(a.minimum, b.minimum, (one, other) => one > other),
    maximum: tighter(a.maximum, b.maximum, (one, other) => one < other),
    decimals: bothRules(a.decimals, b.decimals, Math.min),
  };
}

/** Of two limits the one that lets less pass. */
export function tighter(
  a: Limit | null,
  b: Limit | null,
  isTighter: (a: number, b: number) => boolean,
): Limit | null {
  if (a === null || b === null) return a ?? b;
  if (a.value === b.value) return a.isOpen ? a : b;
  return isTighter(a.value, b.value) ? a : b;
}

function bothMembers(a: Members, b: Members): Members {
  const names = new Set([...a.entries, ...b.entries].map(({ name }) => name));
  const [ofA, ofB] = [byName(a), byName(b)];
  const entries = [...names].map((name): Member => {
    const [one, other] = [ofA.get(name), ofB.get(name)];
    const value = both(one?.value ?? a.others ?? nothing, other?.value ?? b.others ?? nothing);
    return { name, value, isRequired: one?.isRequired === true || other?.isRequired === true };
  });
  return { entries, others: a.others === null || b.others === null ? null : both(a.others, b.others) };
}

function byName({ entries }: Members): ReadonlyMap<string, Member> {
  return new Map(entries.map((member) => [member.name, member]));
}

function bothLists(a: ListRules, b: ListRules): ListRules {
  return { items: both(a.items, b.items), count: bothRules(a.count, b.count, bothSpans) };
}

/** A branch of a choice: what it surely accepts, and the types it may accept. */
export interface Branch {
  readonly sure: SureValue;
  readonly may: number;
}

/** What a choice surely accepts. Of branches for the same type one has to do; where just one may say yes, none does. */
export function either(branches: readonly Branch[], isOne: boolean): SureValue {
  const holderOf = (bit: number): SureValue | null => {
    if (isOne && branches.filter(({ may }) => (may & bit) !== 0).length > 1) return null;
    return branches.find(({ sure }) => (sure.types & bit) !== 0)?.sure ?? null;
  };
  const held = Object.values(types).filter((bit) => bit !== types.any && holderOf(bit) !== null);
  const [whole, broken] = [holderOf(types.integer), holderOf(types.fraction)];
  // There is but one place for the rules of numbers.
  const isMixed = whole !== null && broken !== null && whole !== broken;
  const number = whole ?? broken;
  return {
    types: held.reduce((sum, bit) => sum | bit, 0) & ~(isMixed ? types.fraction : 0),
    text: holderOf(types.string)?.text ?? null,
    number: number?.number ?? null,
    members: holderOf(types.object)?.members ?? null,
    list: holderOf(types.array)?.list ?? null,
  };
}
