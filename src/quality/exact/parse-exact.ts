import type { Json } from "../../lib/canonical-json.ts";
import { isWhole, mostDigits, parseDecimal } from "./decimal.ts";

/** The text of numbers that a double doesn't tell, by the object or array they are in and their key or index. */
export type NumberTexts = ReadonlyMap<object, ReadonlyMap<string, string>>;

/** JSON with what `JSON.parse` loses. */
export interface ExactJson {
  /** As `JSON.parse` gives it; where a number is not told by its double, something of the same kind (whole or not). */
  readonly value: Json;
  readonly numbers: NumberTexts;
  /** Paths of keys that an object has twice, at most a hundred. The last one won. */
  readonly duplicates: readonly string[];
}

/** Why a text was not read: it is no JSON, or it goes beyond what this or any reader behind us takes. */
export type Unread = "not JSON" | "too deep" | "a number too long";

/** Objects and arrays deeper than this end CPython's readers with a RecursionError. */
export const deepestRead = 900;
const mostDuplicates = 100;
const number = /-?(?:Infinity|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|NaN/y;
const blanks = /[ \t\r\n]*/y;
const word = /true|false|null/y;

/** Reads JSON, bare `NaN` and `Infinity` included, and keeps the text of numbers. Several times slower than `JSON.parse`. */
export function parseExact(source: string): ExactJson | Unread {
  try {
    return new ExactParser(source).parse();
  } catch (thrown) {
    if (thrown instanceof Unreadable) return thrown.reason;
    throw thrown;
  }
}

class Unreadable extends Error {
  readonly reason: Unread;
  constructor(reason: Unread) {
    super(reason);
    this.reason = reason;
  }
}

class ExactParser {
  readonly #source: string;
  readonly #numbers = new Map<object, Map<string, string>>();
  readonly #duplicates: string[] = [];
  readonly #path: string[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): ExactJson {
    const holder: { value?: Json } = {};
    this.#take(blanks);
    const value = this.#value(holder, "value");
    if (this.#at !== this.#source.length) throw new Unreadable("not JSON");
    return { value, numbers: this.#numbers, duplicates: this.#duplicates };
  }

  #value(holder: object, key: string): Json {
    const next = this.#source[this.#at];
    let value: Json;
    if (next === "{") value = this.#object();
    else if (next === "[") value = this.#array();
    else if (next === '"') value = this.#text();
    else value = this.#wordOrNumber(holder, key);
    this.#take(blanks);
    return value;
  }

  #object(): Json {
    const found: { [key: string]: Json } = {};
    this.#open();
    while (this.#source[this.#at] !== "}") {
      const key = this.#text();
      this.#take(blanks);
      this.#expect(":");
      if (Object.hasOwn(found, key)) this.#noteDuplicate(found, key);
      this.#path.push(key);
      // An assignment to `__proto__` would be something else.
      Object.defineProperty(found, key, {
        value: this.#value(found, key),
        enumerable: true,
        writable: true,
        configurable: true,
      });
      this.#path.pop();
      if (this.#source[this.#at] === "}") break;
      this.#expect(",");
      if (this.#source[this.#at] === "}") throw new Unreadable("not JSON");
    }
    this.#at++;
    return found;
  }

  #array(): Json {
    const found: Json[] = [];
    this.#open();
    while (this.#source[this.#at] !== "]") {
      this.#path.push("*");
      found.push(this.#value(found, String(found.length)));
      this.#path.pop();
      if (this.#source[this.#at] === "]") break;
      this.#expect(",");
      if (this.#source[this.#at] === "]") throw new Unreadable("not JSON");
    }
    this.#at++;
    return found;
  }

  #open(): void {
    if (this.#path.length >= deepestRead) throw new Unreadable("too deep");
    this.#at++;
    this.#take(blanks);
  }

  #text(): string {
    const raw = this.#source.slice(this.#at, this.#endOfText());
    this.#at += raw.length;
    try {
      return JSON.parse(raw) as string;
    } catch (thrown) {
      if (thrown instanceof SyntaxError) throw new Unreadable("not JSON");
      throw thrown;
    }
  }

  /** Just after the closing quote. A pattern would run out of stack on a text of megabytes. */
  #endOfText(): number {
    if (this.#source[this.#at] !== '"') throw new Unreadable("not JSON");
    let close = this.#at;
    do {
      close = this.#source.indexOf('"', close + 1);
      if (close === -1) throw new Unreadable("not JSON");
    } while (isEscaped(this.#source, close));
    return close + 1;
  }

  #wordOrNumber(holder: object, key: string): Json {
    const named = this.#take(word);
    if (named !== null) return named === "null" ? null : named === "true";
    const written = this.#take(number);
    if (written === null) throw new Unreadable("not JSON");
    if (written.length > mostDigits) throw new Unreadable("a number too long");
    const value = Number(written);
    if (String(value) === written && Number.isFinite(value)) return value;
    this.#noteNumber(holder, key, written);
    return standIn(written, value);
  }

  #noteNumber(holder: object, key: string, written: string): void {
    const texts = this.#numbers.get(holder);
    if (texts === undefined) this.#numbers.set(holder, new Map([[key, written]]));
    else texts.set(key, written);
  }

  #noteDuplicate(holder: object, key: string): void {
    this.#numbers.get(holder)?.delete(key);
    if (this.#duplicates.length < mostDuplicates) this.#duplicates.push([...this.#path, key].join("."));
  }

  #expect(character: string): void {
    if (this.#source[this.#at] !== character) throw new Unreadable("not JSON");
    this.#at++;
    this.#take(blanks);
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null) return null;
    this.#at = pattern.lastIndex;
    return match[0];
  }
}

function isEscaped(source: string, at: number): boolean {
  let before = at;
  while (source[before - 1] === "\\") before--;
  return (at - before) % 2 === 1;
}

/** A number that is whole where the written one is, and finite. */
export function standIn(written: string, value: number): number {
  const exact = parseDecimal(written);
  const whole = exact !== null && isWhole(exact);
  if (Number.isFinite(value) && Number.isInteger(value) === whole) return value;
  return whole ? 1 : 0.5;
}
