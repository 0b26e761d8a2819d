/** Where things lie in the walker's memory, as `assembly/layout.ts` has it. */
export const memory = {
  programs: { from: 0x10000, to: 0x90000 },
  ends: { from: 0x90000, to: 0xa0000 },
  rows: { from: 0xa0000, to: 0x100000 },
  /** Behind the text there is room for what is read beyond its end. */
  text: { from: 0x100000, to: 0x200000 - 64 },
} as const;

/** JSON types as bits. A number is an integer where it is written without a dot. */
export const types = {
  null: 1,
  boolean: 2,
  integer: 4,
  fraction: 8,
  string: 16,
  array: 32,
  object: 64,
  any: 127,
} as const;

/** What a value has to keep to, as bits. */
export const rules = {
  minimum: 1,
  maximum: 2,
  above: 4,
  below: 8,
  length: 16,
  oneOf: 32,
  date: 64,
  dateTime: 128,
  decimals: 256,
  loose: 512,
  items: 1024,
  looseDateTime: 2048,
  free: 4096,
  measured: 8192,
} as const;

/** Where the parts of a value stand in it. */
export const value = {
  types: 0,
  rules: 4,
  slot: 8,
  decimals: 12,
  minimum: 16,
  maximum: 24,
  least: 32,
  most: 36,
  texts: 40,
  members: 44,
  items: 48,
  size: 56,
} as const;

/** Where the parts of an object's members stand; the entries follow, each with a key. */
export const members = { count: 0, required: 4, others: 8, first: 12, entries: 16 } as const;
export const entry = { text: 0, length: 4, value: 8, required: 12, stamp: 16, next: 20, size: 24 } as const;

/** A slot in words of four bytes; its number is a double at its beginning. */
export const slot = { kind: 2, start: 3, end: 4, hash: 5, words: 6, doubles: 3, size: 24 } as const;

/**
 * What a slot holds. A text is plain where it is ASCII without escapes; it and a number have a hash where they are measured.
 * A long number is one that its double may not tell: it has neither number nor hash.
 */
export const kinds = {
  missing: 0,
  null: 1,
  false: 2,
  true: 3,
  integer: 4,
  fraction: 5,
  plain: 6,
  written: 7,
  array: 8,
  object: 9,
  long: 10,
} as const;
