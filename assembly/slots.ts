import { hashNumber, hashText } from "./hash";
import * as at from "./layout";

// What the program says of the line that is just walked over, and the row where its values are kept.

/** Where the program begins: places in it count from there. */
export let base: u32 = 0;
let row: u32 = 0;

export function begin(program: u32): void {
  base = program;
  row = at.rowsAt;
}

/** Nothing was found for the slots of the row yet. */
export function emptyRow(slots: u32): void {
  const end = row + slots * at.slotSize;
  for (let slot = row; slot < end; slot += at.slotSize) store<i32>(slot, 0, at.kindIn);
}

export function nextRow(slots: u32): void {
  row += slots * at.slotSize;
}

/** Keeps what stands here, where somebody asked for it. */
export function put(value: u32, kind: i32, start: u32, end: u32): u32 {
  const slot = load<i32>(value, at.slotOf);
  if (slot >= 0) {
    const to = row + <u32>slot * at.slotSize;
    store<i32>(to, kind, at.kindIn);
    store<u32>(to, start, at.startIn);
    store<u32>(to, end, at.endIn);
  }
  return end;
}

export function putNumber(value: u32, kind: i32, number: f64, start: u32, end: u32): u32 {
  const slot = load<i32>(value, at.slotOf);
  if (slot >= 0) {
    const to = row + <u32>slot * at.slotSize;
    store<f64>(to, number, at.numberIn);
    store<i32>(to, kind, at.kindIn);
    store<u32>(to, start, at.startIn);
    store<u32>(to, end, at.endIn);
    if (isMeasured(value)) store<i32>(to, hashNumber(number), at.hashIn);
  }
  return end;
}

/** A text without its quotes. */
export function putText(value: u32, isPlain: bool, start: u32, end: u32): void {
  const slot = load<i32>(value, at.slotOf);
  if (slot < 0) return;
  const to = row + <u32>slot * at.slotSize;
  store<i32>(to, isPlain ? at.plainKind : at.writtenKind, at.kindIn);
  store<u32>(to, start, at.startIn);
  store<u32>(to, end, at.endIn);
  if (isPlain && isMeasured(value)) store<i32>(to, hashText(start, end - start), at.hashIn);
}

/** Whether somebody counts its different values. */
function isMeasured(value: u32): bool {
  return (load<u32>(value, at.rulesOf) & at.isMeasured) !== 0;
}
