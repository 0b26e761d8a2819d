import { byte, skipBlanks, trimEnd } from "./bytes.ts";
import { blankLine, garbageLine, headOf, type LineHead } from "./line.ts";
import { readOpening } from "./opening.ts";
import { OpeningTemplate } from "./opening-template.ts";
import { mayRedefine } from "./redefinition.ts";
import { SureTail } from "./sure-tail.ts";
import { parseTolerantJson } from "./tolerant-json.ts";
import { readTopLevel } from "./top-level.ts";

/** Lines longer than this are walked over instead of parsed, so that a head never costs a multiple of its line. */
const longestParsed = 1024 * 1024;
const mostStreams = 20_000;
const byteOrderMark = [0xef, 0xbb, 0xbf] as const;
const stateHead = headOf("STATE", undefined);

/**
 * Says what a line is, mostly by comparing its first bytes. RECORD lines of one stream get the very same head object, so
 * that a run of them can be told by identity. It is never wrong about a line of JSON: where the first bytes leave a doubt,
 * the line is parsed. Of a line that begins as a RECORD or STATE and ends with a brace it is not checked that the values
 * between are JSON.
 */
export class HeadScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #last: OpeningTemplate | null = null;
  #state: OpeningTemplate | null = null;
  readonly #tail = new SureTail();
  readonly #templates = new Map<string, OpeningTemplate>();

  /** The head of the line `[start, end)`, its newline not in it. */
  scan(bytes: Buffer, start: number, end: number): LineHead {
    if (bytes !== this.#bytes) this.#look(bytes);
    const last = this.#last;
    const length = end - start;
    if (last !== null && length > last.length && last.fits(this.#view, start)) {
      if (this.#endsSure(bytes, start + last.length, end)) return last.head;
    } else if (this.#isPlainState(bytes, start, end)) return stateHead;
    return this.#scanOpening(bytes, start, end);
  }

  /**
   * The head that a line's first bytes promise, for whoever parses the line and so learns whether a later key says
   * otherwise; `null` where it does not begin as the last RECORD did.
   */
  presume(bytes: Buffer, start: number, end: number): LineHead | null {
    if (bytes !== this.#bytes) this.#look(bytes);
    const last = this.#last;
    if (last === null || end - start <= last.length || bytes[end - 1] !== byte.closeBrace) return null;
    return last.fits(this.#view, start) ? last.head : null;
  }

  /**
   * The head that a line's beginning promises, where RECORD lines that begin so came before; `null` for any other. The line
   * may not be whole, and may say otherwise later on.
   */
  promise(bytes: Buffer, start: number, end: number): LineHead | null {
    if (bytes !== this.#bytes) this.#look(bytes);
    const last = this.#last;
    if (last !== null && end - start > last.length && last.fits(this.#view, start)) return last.head;
    const opening = readOpening(bytes, start, end);
    const known = opening?.stream == null ? undefined : this.#templates.get(opening.stream);
    const isKnown = known !== undefined && known.length === (opening?.end ?? 0) - start;
    return isKnown && known.fits(this.#view, start) ? known.head : null;
  }

  /** What the beginning of a line that isn't whole says; to be taken with care, since a later key may say otherwise. */
  glance(bytes: Buffer, start: number, end: number): LineHead {
    if (bytes !== this.#bytes) this.#look(bytes);
    const opening = readOpening(bytes, start, end);
    if (opening === null) return garbageLine("too long to be looked into");
    if (opening.type !== "RECORD" || opening.stream === null || !opening.inRecord)
      return headOf(opening.type, opening.stream ?? undefined);
    return this.#template(opening.stream, bytes, start, opening.end).head;
  }

  #look(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether it begins like the last STATE did, and surely is one. */
  #isPlainState(bytes: Buffer, start: number, end: number): boolean {
    const state = this.#state;
    if (state === null || end - start <= state.length || !state.fits(this.#view, start)) return false;
    return bytes[end - 1] === byte.closeBrace && !mayRedefine(bytes, start + state.length, end);
  }

  #scanOpening(bytes: Buffer, start: number, end: number): LineHead {
    const opening = readOpening(bytes, start, end);
    if (opening === null || bytes[trimEnd(bytes, start, end) - 1] !== byte.closeBrace)
      return scanWhole(bytes, start, end);
    if (opening.type === "RECORD" && opening.stream !== null && opening.inRecord) {
      if (!this.#endsSure(bytes, opening.end, end)) return scanWhole(bytes, start, end);
      this.#last = this.#template(opening.stream, bytes, start, opening.end);
      return this.#last.head;
    }
    if (opening.type === "STATE" && !mayRedefine(bytes, opening.end, end)) {
      this.#state = new OpeningTemplate(
        stateHead,
        Uint8Array.prototype.slice.call(bytes, start, opening.end),
      );
      return stateHead;
    }
    return scanWhole(bytes, start, end);
  }

  /**
   * Whether a line whose record opened just before `from` surely is what its first bytes say. The record can't end before
   * the line's first closing brace, so another `type` or `stream` at the top can only stand behind that.
   */
  #endsSure(bytes: Buffer, from: number, end: number): boolean {
    const last = bytes[end - 1];
    if (last !== byte.closeBrace && bytes[trimEnd(bytes, from, end) - 1] !== byte.closeBrace) return false;
    const brace = bytes.indexOf(byte.closeBrace, from);
    return brace !== -1 && brace < end && this.#tail.isSure(bytes, this.#view, brace, end);
  }

  #template(stream: string, bytes: Buffer, start: number, end: number): OpeningTemplate {
    const known = this.#templates.get(stream);
    if (known !== undefined && known.length === end - start && known.fits(this.#view, start)) return known;
    if (this.#templates.size >= mostStreams) this.#templates.clear();
    const head = known?.head ?? headOf("RECORD", stream);
    const fresh = new OpeningTemplate(head, Uint8Array.prototype.slice.call(bytes, start, end));
    this.#templates.set(stream, fresh);
    return fresh;
  }
}

function scanWhole(bytes: Buffer, lineStart: number, lineEnd: number): LineHead {
  const hasMark = byteOrderMark.every((code, index) => bytes[lineStart + index] === code);
  const start = skipBlanks(bytes, hasMark ? lineStart + 3 : lineStart, lineEnd);
  const end = trimEnd(bytes, start, lineEnd);
  if (start === end) return blankLine;
  const head =
    bytes[start] === byte.openBrace ? headOfObject(bytes, start, end) : notAnObject(bytes, start, end);
  return hasMark && head.flaw === null ? { ...head, flaw: "a byte order mark" } : head;
}

function headOfObject(bytes: Buffer, start: number, end: number): LineHead {
  if (end - start > longestParsed) {
    const top = readTopLevel(bytes, start, end);
    return top === null ? garbageLine("not JSON") : headOf(top.type, top.stream);
  }
  const parsed = parseTolerantJson(bytes.toString("utf8", start, end));
  if (typeof parsed !== "object" || parsed === null) return garbageLine("not JSON");
  const own = (key: string): unknown => (Object.hasOwn(parsed, key) ? Reflect.get(parsed, key) : undefined);
  return headOf(own("type"), own("stream"));
}

function notAnObject(bytes: Buffer, start: number, end: number): LineHead {
  const isJson =
    end - start <= longestParsed && parseTolerantJson(bytes.toString("utf8", start, end)) !== undefined;
  return garbageLine(isJson ? "JSON that is no object" : "not JSON");
}
