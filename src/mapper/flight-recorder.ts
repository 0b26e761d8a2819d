import type { Json } from "../lib/canonical-json.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import { maskValue } from "../lib/redaction/mask-value.ts";
import type { FlightEntry, FlightRecord } from "../model/flight-record.ts";
import { HeadScanner, parseTolerantJson } from "../singer/index.ts";
import type { Part } from "./handover.ts";

/** How much of what was handed on is kept, at least, where it lies. */
const keptBytes = 256 * 1024;
/** Buffers larger than this are not kept for it: those of overlong lines. */
const largestBuffer = 1024 * 1024;
/** What a pipe holds on Linux. */
const pipeBytes = 64 * 1024;
const mostLines = 2000;
const mostShown = 10;
const mostStreams = 100;
const longestShown = 16 * 1024;

const caveat =
  "What the target was really at nobody can see: our pipe holds up to 64 KiB that it may not have read, and Meltano " +
  "buffers up to 100 MiB (MELTANO_ELT_BUFFER_SIZE) behind it. The likely record is the newest that can't be in our pipe.";

export interface FlightOptions {
  /** How values are shown: as their shape, as they are (secrets apart), or not at all. */
  readonly values: "masked" | "plain" | "none";
  readonly redactor: Redactor;
}

/** What is known when the target is gone. */
export interface FlightEnd {
  readonly at: number;
  readonly reason: string;
  /** Bytes handed on that the pipe never took. */
  readonly notTaken: number;
  readonly streams: FlightRecord["streams"];
}

interface Span {
  readonly bytes: Buffer;
  readonly start: number;
  end: number;
  lastLine: number;
}

interface Line {
  readonly stream: string;
  readonly line: number;
  readonly bytes: Buffer;
}

/**
 * Knows what was handed on last. It copies nothing: it keeps the buffers it lies in from being used again, two or three
 * of them.
 */
export class FlightRecorder {
  readonly #options: FlightOptions;
  readonly #keys = new Map<string, readonly string[]>();
  #parts: Span[] = [];
  #bytes = 0;

  constructor(options: FlightOptions) {
    this.#options = options;
  }

  /** Something was handed on. */
  add(part: Part): void {
    const last = this.#parts.at(-1);
    const size = part.end - part.start;
    this.#bytes += size;
    if (part.bytes.length > largestBuffer) this.#forget();
    else if (last?.bytes === part.bytes && last.end === part.start) {
      last.end = part.end;
      last.lastLine = part.lastLine;
    } else {
      const { bytes, start, end, lastLine } = part;
      this.#parts.push({ bytes, start, end, lastLine });
    }
    this.#trim();
  }

  /** Whether the bytes of this buffer are still needed. */
  holds(bytes: Buffer): boolean {
    return this.#parts.some((part) => part.bytes === bytes);
  }

  /** The fields of a stream's key, as its SCHEMA has them. */
  keyProperties(stream: string, fields: readonly string[]): void {
    if (this.#keys.size < 50_000 || this.#keys.has(stream)) this.#keys.set(stream, fields);
  }

  record({ at, reason, notTaken, streams }: FlightEnd): FlightRecord {
    const taken = this.#linesSinceState(notTaken);
    const behindPipe = taken.find(({ behind }) => behind >= pipeBytes) ?? taken.at(-1);
    return {
      at,
      reason,
      streams: streams.slice(0, mostStreams),
      lastTaken: taken
        .slice(0, mostShown)
        .reverse()
        .map(({ line }) => this.#entry(line, false)),
      likely: behindPipe === undefined ? null : this.#entry(behindPipe.line, true),
      caveat,
    };
  }

  /** RECORD lines that the pipe took since the last STATE, the newest first, with how many bytes it took after each. */
  #linesSinceState(notTaken: number): { readonly line: Line; readonly behind: number }[] {
    const scanner = new HeadScanner();
    const found: { line: Line; behind: number }[] = [];
    let handedBehind = 0;
    for (const { bytes, head, line } of linesBackwards(this.#parts)) {
      if (head(scanner) === "STATE" || found.length >= mostLines) break;
      const behind = handedBehind - notTaken;
      handedBehind += bytes.length;
      const stream = scanner.scan(bytes, 0, bytes.length - 1).stream;
      if (behind >= 0 && head(scanner) === "RECORD" && stream !== null)
        found.push({ line: { stream, line, bytes }, behind });
    }
    return found;
  }

  #entry({ stream, line, bytes }: Line, isWhole: boolean): FlightEntry {
    const { values } = this.#options;
    const record = values === "none" ? null : recordOf(bytes);
    const fields = this.#keys.get(stream) ?? [];
    const key = record === null || fields.length === 0 ? null : this.#shown(pick(record, fields));
    const isShown = isWhole && record !== null && bytes.length <= longestShown;
    return { line, stream, bytes: bytes.length, key, record: isShown ? this.#shown(record) : null };
  }

  #shown(value: Json): Json {
    return this.#options.values === "plain" ? this.#options.redactor.json(value) : masked(value, 0);
  }

  #forget(): void {
    this.#parts = [];
    this.#bytes = 0;
  }

  #trim(): void {
    for (let first = this.#parts[0]; first !== undefined; first = this.#parts[0]) {
      const size = first.end - first.start;
      if (this.#bytes - size < keptBytes) return;
      this.#bytes -= size;
      this.#parts.shift();
    }
  }
}

type JsonObject = { readonly [key: string]: Json };

function* linesBackwards(parts: readonly Readonly<Span>[]) {
  for (const { bytes, start, end, lastLine } of parts.toReversed()) {
    let to = end;
    for (let line = lastLine; to > start; line--) {
      const from = to - 1 > start ? bytes.lastIndexOf(10, to - 2) + 1 : start;
      const text = bytes.subarray(Math.max(from, start), to);
      const head = (scanner: HeadScanner) => scanner.scan(text, 0, text.length - 1).kind;
      yield { bytes: text, line, head };
      to = Math.max(from, start);
    }
  }
}

function recordOf(line: Buffer): JsonObject | null {
  const message = parseTolerantJson(line.toString("utf8"));
  const record = isObject(message) ? message["record"] : null;
  return isObject(record) ? record : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pick(record: JsonObject, fields: readonly string[]): Json {
  return Object.fromEntries(
    fields.map((field) => [field, Object.hasOwn(record, field) ? (record[field] ?? null) : null]),
  );
}

const deepest = 20;
const mostItems = 50;

function masked(value: Json, depth: number): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value !== "object") return maskValue(String(value));
  if (depth >= deepest) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item: Json) => masked(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, depth + 1)]));
}
