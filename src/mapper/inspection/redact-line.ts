import type { Json } from "../../lib/canonical-json.ts";
import { type Place, type PlaceTree, placeTree, schemaBelow } from "./place-tree.ts";
import { standInFor } from "./stand-in.ts";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const closers: Readonly<Record<number, number>> = { 123: 0x7d, 91: 0x5d };
const openBrace = 0x7b;

/** What of a line is replaced by what. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A RECORD line with the values at these places of its record redacted, all others byte for byte as they were. Where an
 * object has a key twice, both values are redacted. Answers the bytes from `start` to `next`, or `null` where the line
 * can't be walked over: then nobody can say that nothing shows. A place that is not in it has nothing to hide.
 */
export function redactLine(
  line: { readonly bytes: Buffer; readonly start: number; readonly end: number; readonly next: number },
  places: readonly Place[],
  schema: Json,
): Buffer | null {
  const edits: Edit[] = [];
  const tree: PlaceTree = { isMarked: false, below: new Map([["record", placeTree(places)]]) };
  const walk = new Walk(line.bytes, line.end, edits);
  try {
    walk.value(walk.skip(line.start), tree, { properties: { record: schema } });
  } catch (thrown) {
    if (thrown instanceof NotJson) return null;
    throw thrown;
  }
  return edited(line, edits);
}

class NotJson extends Error {}

class Walk {
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #edits: Edit[];

  constructor(bytes: Buffer, end: number, edits: Edit[]) {
    this.#bytes = bytes;
    this.#end = end;
    this.#edits = edits;
  }

  skip(at: number): number {
    let position = at;
    while (position < this.#end && (this.#bytes[position] ?? 0) <= 0x20) position++;
    return position;
  }

  /** Walks over the value at `at`; answers where it ends. `null` for a tree: nothing below is meant. */
  value(at: number, tree: PlaceTree | null, schema: Json): number {
    const first = this.#bytes[at] ?? 0;
    if (at >= this.#end) throw new NotJson();
    const inside = tree !== null && !tree.isMarked && tree.below.size > 0 ? tree : null;
    const end =
      first in closers
        ? this.#nest(at, first, inside, schema)
        : first === quote
          ? this.#text(at)
          : this.#word(at);
    if (tree?.isMarked) this.#redact(at, end, schema);
    return end;
  }

  #redact(start: number, end: number, schema: Json): void {
    if (this.#bytes.toString("latin1", start, end) === "null") return;
    this.#edits.push({ start, end, text: standInFor(schema, this.#bytes[start] ?? 0) });
  }

  #nest(open: number, opener: number, tree: PlaceTree | null, schema: Json): number {
    const closer = closers[opener];
    let at = this.skip(open + 1);
    if (this.#bytes[at] === closer) return at + 1;
    for (let index = 0; ; index++) {
      let step: string | number = index;
      if (opener === openBrace) {
        const keyEnd = this.#text(at);
        step = tree === null ? "" : this.#key(at, keyEnd);
        at = this.skip(this.#expect(this.skip(keyEnd), 0x3a));
      }
      const below = tree?.below.get(step) ?? null;
      at = this.skip(this.value(at, below, below === null ? null : schemaBelow(schema, step)));
      if (this.#bytes[at] === closer && at < this.#end) return at + 1;
      at = this.skip(this.#expect(at, comma));
    }
  }

  #expect(at: number, code: number): number {
    if (at >= this.#end || this.#bytes[at] !== code) throw new NotJson();
    return at + 1;
  }

  #key(start: number, end: number): string {
    return String(JSON.parse(this.#bytes.toString("utf8", start, end)));
  }

  #text(open: number): number {
    if (this.#bytes[open] !== quote) throw new NotJson();
    for (let at = open + 1; at < this.#end; at++) {
      const code = this.#bytes[at];
      if (code === quote) return at + 1;
      if (code === backslash) at++;
    }
    throw new NotJson();
  }

  /** A number, `true`, `NaN` and the like: all up to what ends a value. */
  #word(start: number): number {
    let at = start;
    while (at < this.#end && !isEnd(this.#bytes[at] ?? 0)) at++;
    if (at === start) throw new NotJson();
    return at;
  }
}

function isEnd(code: number): boolean {
  return code === comma || code === 0x7d || code === 0x5d || code <= 0x20;
}

function edited(
  { bytes, start, next }: { readonly bytes: Buffer; readonly start: number; readonly next: number },
  edits: readonly Edit[],
): Buffer {
  const parts: Buffer[] = [];
  let from = start;
  for (const edit of edits) {
    parts.push(bytes.subarray(from, edit.start), Buffer.from(edit.text));
    from = edit.end;
  }
  parts.push(bytes.subarray(from, next));
  return Buffer.concat(parts);
}
