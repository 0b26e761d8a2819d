import { mask } from "./mask.ts";

const blockLength = 2;
const tableSize = 1 << 14;

interface Index {
  readonly patterns: readonly string[];
  readonly shortest: number;
  /** How far the window may jump when it ends with this block; 0 where a pattern's head may end there. */
  readonly shifts: Uint8Array;
  readonly candidates: ReadonlyMap<number, readonly string[]>;
}

/**
 * A function that replaces every occurrence of the patterns; where occurrences overlap, their union. Wu and Manber's
 * multi-pattern search: the window jumps over most of the text, so hundreds of patterns cost little more than one.
 */
export function replacerOf(patterns: readonly string[]): (text: string) => string {
  if (patterns.length === 0) return (text) => text;
  const index = indexOf(patterns);
  const unstable = patterns.some((pattern) => pattern.includes("*"));
  return (text) => {
    const once = replaceAll(text, index);
    // A pattern with asterisks in it may appear only through the mask of another.
    return unstable && once !== text ? replaceAll(once, index) : once;
  };
}

function indexOf(patterns: readonly string[]): Index {
  const shortest = Math.min(255, ...patterns.map(({ length }) => length));
  const furthest = shortest - blockLength + 1;
  const shifts = new Uint8Array(tableSize).fill(furthest);
  const candidates = new Map<number, string[]>();
  for (const pattern of patterns) {
    for (let end = blockLength - 1; end < shortest; end += 1) {
      const hash = hashAt(pattern, end);
      shifts[hash] = Math.min(shifts[hash] ?? 0, shortest - 1 - end);
    }
    const head = hashAt(pattern, shortest - 1);
    candidates.set(head, [...(candidates.get(head) ?? []), pattern]);
  }
  return { patterns, shortest, shifts, candidates };
}

function hashAt(text: string, end: number): number {
  return (text.charCodeAt(end - 1) * 131 + text.charCodeAt(end)) & (tableSize - 1);
}

function replaceAll(text: string, index: Index): string {
  const pieces: string[] = [];
  let copied = 0;
  let covered = -1;
  for (let end = index.shortest - 1; end < text.length; ) {
    const hash = hashAt(text, end);
    const shift = index.shifts[hash] ?? 0;
    if (shift > 0) {
      end += shift;
      continue;
    }
    const start = end - index.shortest + 1;
    const length = longestAt(text, start, index.candidates.get(hash) ?? []);
    if (length > 0) {
      if (start >= covered) {
        pieces.push(text.slice(copied, start), mask);
      }
      covered = Math.max(covered, start + length);
      copied = covered;
    }
    end += 1;
  }
  return copied === 0 ? text : pieces.join("") + text.slice(copied);
}

function longestAt(text: string, start: number, patterns: readonly string[]): number {
  let longest = 0;
  for (const pattern of patterns) {
    if (pattern.length > longest && text.startsWith(pattern, start)) longest = pattern.length;
  }
  return longest;
}
