// Where things lie in memory, and in which order. `src/quality/walker/layout.ts` says the same to the other side.

export const programsAt: u32 = 0x10000;
export const endsAt: u32 = 0x90000;
export const rowsAt: u32 = 0xa0000;

// A value: what may stand at one place.
export const typesOf: usize = 0;
export const rulesOf: usize = 4;
export const slotOf: usize = 8;
export const decimalsOf: usize = 12;
export const minimumOf: usize = 16;
export const maximumOf: usize = 24;
export const leastOf: usize = 32;
export const mostOf: usize = 36;
export const textsOf: usize = 40;
export const membersOf: usize = 44;
export const itemsOf: usize = 48;

// Members: what an object may hold, its entries behind it.
export const countOf: usize = 0;
export const requiredOf: usize = 4;
export const othersOf: usize = 8;
export const firstOf: usize = 12;
export const entriesOf: usize = 16;

// An entry: a key, or one of the texts that a value may be. The text and its closing quote are compared in pieces of 16.
export const textOf: usize = 0;
export const lengthOf: usize = 4;
export const valueIn: usize = 8;
export const isRequiredOf: usize = 12;
export const stampOf: usize = 16;
export const nextOf: usize = 20;
export const entrySize: u32 = 24;

// A slot: what stood at a place that somebody asked for.
export const numberIn: usize = 0;
export const kindIn: usize = 8;
export const startIn: usize = 12;
export const endIn: usize = 16;
export const hashIn: usize = 20;
export const slotSize: u32 = 24;

// JSON types, as bits; a number is an integer where it has no dot.
export const nothing: u32 = 1;
export const boolean: u32 = 2;
export const integer: u32 = 4;
export const fraction: u32 = 8;
export const text: u32 = 16;
export const list: u32 = 32;
export const object: u32 = 64;

export const hasMinimum: u32 = 1;
export const hasMaximum: u32 = 2;
export const isAbove: u32 = 4;
export const isBelow: u32 = 8;
export const hasLength: u32 = 16;
export const isOneOf: u32 = 32;
export const isDate: u32 = 64;
export const isDateTime: u32 = 128;
export const hasDecimals: u32 = 256;
export const isLoose: u32 = 512;
export const hasItems: u32 = 1024;
export const isLooseDateTime: u32 = 2048;
export const isFree: u32 = 4096;
export const isMeasured: u32 = 8192;

/** Rules of which a text has to be read. */
export const hasText: u32 = hasLength | isOneOf | isDate | isDateTime | isLooseDateTime;

export const nullKind: i32 = 1;
export const falseKind: i32 = 2;
export const trueKind: i32 = 3;
export const integerKind: i32 = 4;
export const fractionKind: i32 = 5;
export const plainKind: i32 = 6;
export const writtenKind: i32 = 7;
export const listKind: i32 = 8;
export const objectKind: i32 = 9;
export const longKind: i32 = 10;
