import * as at from "./layout";
import { walkNumber } from "./numbers";
import { base, begin, emptyRow, nextRow, put } from "./slots";
import { endOfKey, stands, walkText } from "./texts";

// Walks over lines of JSON under a program that says what may stand where. Zero as an answer means: not surely as it
// should be, which says nothing of the line. Behind the text lie zeros, at which every loop here ends.

const deepest: i32 = 60;

const newline: u8 = 0x0a;
const space: u8 = 0x20;
const quote: u8 = 0x22;
const comma: u8 = 0x2c;
const colon: u8 = 0x3a;
const openBracket: u8 = 0x5b;
const closeBracket: u8 = 0x5d;
const openBrace: u8 = 0x7b;
const closeBrace: u8 = 0x7d;
/** Everything that a number can begin with comes before. */
const letters: u8 = 0x61;

let stamps: u32 = 0;
/** Where the first line begins that was not taken. */
let next: u32 = 0;

export function stoppedAt(): u32 {
  return next;
}

/** Takes lines that are surely as the program says, at most so many; what was asked for of each is in its row of slots. */
export function walk(program: u32, slots: u32, from: u32, end: u32, most: u32): u32 {
  begin(at.programsAt + program);
  next = from;
  let lines: u32 = 0;
  for (; lines < most; lines++) {
    emptyRow(slots);
    if (load<u8>(next) !== openBrace) return lines;
    const close = walkObject(base, next, 0);
    if (close === 0 || close >= end || load<u8>(close) !== newline) return lines;
    store<u32>(at.endsAt + lines * 4, close);
    next = close + 1;
    nextRow(slots);
  }
  return lines;
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the innermost loop; its parts share what a call would have to hand over
function walkObject(members: u32, from: u32, depth: i32): u32 {
  if (depth > deepest) return 0;
  const stamp = ++stamps;
  let missing = load<u32>(members, at.requiredOf);
  let p = blanks(from + 1);
  if (load<u8>(p) === closeBrace) return missing === 0 ? p + 1 : 0;
  // The entry that comes next if keys come as they did last time; where it is kept is where to correct it.
  let guessAt: u32 = members + <u32>at.firstOf;
  while (true) {
    if (load<u8>(p) !== quote) return 0;
    p++;
    const entry = entryAt(members, guessAt, p);
    let value: u32;
    if (entry !== 0) {
      if (load<u32>(entry, at.stampOf) === stamp) return 0;
      store<u32>(entry, stamp, at.stampOf);
      missing -= load<u32>(entry, at.isRequiredOf);
      value = load<u32>(entry, at.valueIn);
      guessAt = entry + <u32>at.nextOf;
      p += load<u32>(entry, at.lengthOf);
    } else {
      value = load<u32>(members, at.othersOf);
      p = endOfKey(p);
      if (value === 0 || p === 0) return 0;
    }
    p = blanks(p);
    if (load<u8>(p) !== colon) return 0;
    p = walkValue(base + value, blanks(p + 1), depth + 1);
    if (p === 0) return 0;
    p = blanks(p);
    const code = load<u8>(p);
    if (code === comma) p = blanks(p + 1);
    else return code === closeBrace && missing === 0 ? p + 1 : 0;
  }
}

/** The entry of the key at `p`; zero for a key that has none. */
function entryAt(members: u32, guessAt: u32, p: u32): u32 {
  const guess = load<u32>(guessAt);
  if (guess !== 0 && stands(base + guess, p)) return base + guess;
  return lookUp(members, guessAt, p);
}

function lookUp(members: u32, guessAt: u32, p: u32): u32 {
  const count = load<u32>(members, at.countOf);
  let entry = members + <u32>at.entriesOf;
  for (let left = count; left > 0; left--, entry += at.entrySize)
    if (stands(entry, p)) {
      store<u32>(guessAt, entry - base);
      return entry;
    }
  return 0;
}

function walkValue(value: u32, p: u32, depth: i32): u32 {
  const code = load<u8>(p);
  const types = load<u32>(value, at.typesOf);
  if (code === quote) return types & at.text ? walkText(value, p) : 0;
  if (code === openBrace) return types & at.object ? walkInner(value, p, depth) : 0;
  if (code === openBracket) return types & at.list ? walkList(value, p, depth) : 0;
  if (code < letters) return types & (at.integer | at.fraction) ? walkNumber(value, p, types) : 0;
  return walkWord(value, p, types);
}

function walkInner(value: u32, p: u32, depth: i32): u32 {
  const close = walkObject(base + load<u32>(value, at.membersOf), p, depth);
  return close === 0 ? 0 : put(value, at.objectKind, p, close);
}

/** `null`, `true`, `false`. */
function walkWord(value: u32, p: u32, types: u32): u32 {
  const word = load<u32>(p);
  if (word === 0x6c6c756e) return types & at.nothing ? put(value, at.nullKind, p, p + 4) : 0;
  if (!(types & at.boolean)) return 0;
  if (word === 0x65757274) return put(value, at.trueKind, p, p + 4);
  return word === 0x736c6166 && load<u8>(p, 4) === 0x65 ? put(value, at.falseKind, p, p + 5) : 0;
}

function walkList(value: u32, from: u32, depth: i32): u32 {
  if (depth > deepest) return 0;
  let count: u32 = 0;
  let p = blanks(from + 1);
  if (load<u8>(p) === closeBracket) p++;
  else {
    const items = base + load<u32>(value, at.itemsOf);
    let code: u8 = comma;
    while (code === comma) {
      p = walkValue(items, blanks(p), depth + 1);
      if (p === 0) return 0;
      count++;
      p = blanks(p);
      code = load<u8>(p++);
    }
    if (code !== closeBracket) return 0;
  }
  if (load<u32>(value, at.rulesOf) & at.hasItems)
    if (count < load<u32>(value, at.leastOf) || count > load<u32>(value, at.mostOf)) return 0;
  return put(value, at.listKind, from, p);
}

function blanks(from: u32): u32 {
  let to = from;
  while (load<u8>(to) === space) to++;
  return to;
}
