import { isCollection, isNode, isPair, isScalar } from "yaml";

/** One change of a text: at an offset, how many characters go and what comes. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** The text after the edits; their offsets are those of the text before. Edits at one place come out in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, order) => ({ ...edit, order }));
  sorted.sort((a, b) => b.at - a.at || b.order - a.order);
  return sorted.reduce(
    (now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove),
    text,
  );
}

/** The offset of the first character of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** The offset just past the line that content up to `end` stands on. */
export function lineAfter(text: string, end: number): number {
  // A block scalar's range takes in its last newline.
  if (end > 0 && text[end - 1] === "\n") return end;
  const newline = text.indexOf("\n", end);
  return newline === -1 ? text.length : newline + 1;
}

/** How far right in its line an offset is. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Past the comment lines at `at` that stand deeper than `column`: they belong to what is above them. */
export function pastDeeperComments(text: string, at: number, column: number): number {
  const comment = /^([ \t]*)#/.exec(text.slice(at));
  if (comment === null || (comment[1] ?? "").length <= column) return at;
  return pastDeeperComments(text, lineAfter(text, at + comment[0].length), column);
}

/** Where the last thing said by a node ends. A block collection's own range may take in comments after it. */
export function contentEnd(node: unknown): number {
  if (isPair(node)) return isNode(node.value) ? contentEnd(node.value) : contentEnd(node.key);
  if (isCollection(node) && !node.flow && node.items.length > 0) return contentEnd(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

/** Where a node or pair begins. */
export function contentStart(node: unknown): number {
  if (isPair(node)) return contentStart(node.key);
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Whether a value is there but empty: `key:`, `key: null`, `key: ~`. */
export function isEmptyValue(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** Whole lines put in at the beginning of a line (or the end of the text, whose last line may lack its newline). */
export function insertLines(text: string, at: number, lines: readonly string[], eol: string): Edit {
  const open = at === text.length && text !== "" && !text.endsWith("\n");
  const block = lines.join(eol);
  return { at, remove: 0, insert: open ? eol + block : block + eol };
}

/** Whole lines taken out; a text that ended without a newline still does. */
export function removeLines(text: string, from: number, to: number): Edit {
  const open = to === text.length && !text.endsWith("\n");
  const before = /\r?\n$/.exec(text.slice(0, from))?.[0].length ?? 0;
  const at = open ? from - before : from;
  return { at, remove: to - at, insert: "" };
}
