import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject } from "../../lib/json-object.ts";
import {
  canonicalExact,
  compareBookmarks,
  deepestRead,
  type ExactJson,
  type JsonScan,
  type NumberTexts,
  newJsonScan,
  parseExact,
  scanJson,
} from "../../quality/index.ts";
import { type CapturedLine, sizeOfLine, textOfLine } from "./captured-line.ts";
import type { Inspection } from "./inspection.ts";
import { countKeys } from "./key-count.ts";
import { noteOddities } from "./oddities.ts";
import {
  duplicateJsonKey,
  duplicateKey,
  keyWithoutValue,
  type LineProblem,
  recordProblems,
  violationProblem,
} from "./record-problems.ts";
import type { StreamTally } from "./stream-tally.ts";

const noTexts: NumberTexts = new Map();

/** Looks at one RECORD after the other. */
export class RecordInspector {
  readonly #inspection: Inspection;
  readonly #scan: JsonScan = newJsonScan();

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /**
   * Looks at a line that may be a RECORD. `null`: it is JSON, but of another type, and was not counted. `false`: it is no
   * JSON that is within bounds; `inspect` says more.
   */
  tryLine(line: CapturedLine): boolean | null {
    scanJson(line.bytes, line.start, line.end, this.#scan);
    if (this.#scan.depth > deepestRead) return false;
    const text = textOfLine(line);
    const parsed = parseObject(text);
    if (parsed === undefined) return false;
    const { type, stream } = parsed;
    if (type !== "RECORD" || typeof stream !== "string") return null;
    this.#lookInto(line, stream, text, parsed);
    return true;
  }

  /** Looks at a line with the head of a RECORD. `false`: it is no JSON, and was not counted. */
  inspect(line: CapturedLine, stream: string): boolean {
    scanJson(line.bytes, line.start, line.end, this.#scan);
    if (this.#scan.depth > deepestRead) {
      this.#skip(line, stream, recordProblems.tooDeep);
      return true;
    }
    const text = textOfLine(line);
    return this.#lookInto(line, stream, text, parseObject(text));
  }

  #lookInto(line: CapturedLine, stream: string, text: string, parsed: JsonObject | undefined): boolean {
    const exact = this.#needsExact(parsed, stream) ? parseExact(text) : null;
    if (exact === "not JSON") return false;
    if (exact === "too deep") this.#skip(line, stream, recordProblems.tooDeep);
    else if (exact === "a number too long") this.#skip(line, stream, recordProblems.numberTooLong);
    else this.#look(line, stream, (exact?.value ?? parsed) as JsonObject, exact);
    return true;
  }

  /** Most records are what `JSON.parse` makes of them. */
  #needsExact(parsed: JsonObject | undefined, stream: string): boolean {
    const scan = this.#scan;
    if (parsed === undefined || scan.hasInexactNumber || scan.hasLargeInteger) return true;
    const compiled = this.#inspection.tallies.get(stream)?.schema?.compiled;
    if (scan.hasWholeFloat && compiled?.hasIntegers) return true;
    return scan.keys !== countKeys(parsed);
  }

  #skip(line: CapturedLine, stream: string, problem: LineProblem): void {
    const tally = this.#count(line, stream);
    if (tally !== null) tally.uninspected++;
    this.#tell(line, stream, problem);
  }

  #count(line: CapturedLine, stream: string): StreamTally | null {
    const tally = this.#inspection.tally(stream);
    if (tally === null) {
      this.#inspection.untold++;
      return null;
    }
    const size = sizeOfLine(line);
    tally.records++;
    tally.bytes += size;
    if (size > tally.largest) tally.largest = size;
    return tally;
  }

  #look(line: CapturedLine, stream: string, message: JsonObject, exact: ExactJson | null): void {
    const tally = this.#count(line, stream);
    if (this.#scan.hasInnerReturn) this.#tell(line, stream, recordProblems.innerReturn);
    if (tally === null) return;
    const { record, version } = message;
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      tally.uninspected++;
      this.#tell(line, stream, recordProblems.incomplete);
      return;
    }
    if (exact !== null) this.#lookExactly(line, stream, record, exact);
    this.#validate(line, tally, record, exact?.numbers);
    this.#checkVersion(line, tally, version);
    this.#checkKey(line, tally, record as JsonObject, exact?.numbers);
    const [bookmark] = tally.bookmarkProperties;
    if (bookmark !== undefined) noteLatest(tally, (record as JsonObject)[bookmark] ?? null);
  }

  #lookExactly(line: CapturedLine, stream: string, record: Json, exact: ExactJson): void {
    for (const key of exact.duplicates)
      this.#tell(line, stream, duplicateJsonKey(`$.${key.replace(/^record\./, "")}`));
    noteOddities(record, exact.numbers, (problem) => this.#tell(line, stream, problem));
  }

  #validate(line: CapturedLine, tally: StreamTally, record: Json, numbers: NumberTexts | undefined): void {
    const { schema } = tally;
    if (schema === null) {
      tally.uninspected++;
      this.#tell(line, tally.stream, recordProblems.beforeSchema);
      return;
    }
    if (schema.compiled === null) {
      tally.uninspected++;
      return;
    }
    const violations = schema.compiled.validate(record, numbers);
    if (violations.length === 0) return;
    const invalid = violations.filter(({ isInvalid }) => isInvalid).length;
    if (invalid > 0) tally.invalidRecords++;
    tally.violations += invalid;
    for (const violation of violations) this.#tell(line, tally.stream, violationProblem(violation));
  }

  #checkVersion(line: CapturedLine, tally: StreamTally, version: Json | undefined): void {
    if (typeof version === "number") noteVersion(tally, version);
    if (tally.version === null) return;
    if (version === tally.version) tally.recordsOfVersion++;
    else this.#tell(line, tally.stream, recordProblems.otherVersion);
  }

  #checkKey(line: CapturedLine, tally: StreamTally, record: JsonObject, numbers?: NumberTexts): void {
    const properties = tally.keyProperties;
    if (properties === null || properties.length === 0) return;
    for (const property of properties) {
      const value = Object.hasOwn(record, property) ? record[property] : undefined;
      if (value !== undefined && value !== null) continue;
      this.#tell(line, tally.stream, keyWithoutValue(property, value === null ? "null" : "missing"));
      return;
    }
    const key = keyOf(record, properties, numbers);
    const seen = tally.keys.has(line.isAscii || typeof key === "number" ? key : key.normalize("NFC"));
    if (seen === true) this.#tell(line, tally.stream, duplicateKey(properties));
  }

  #tell(line: CapturedLine, stream: string, problem: LineProblem): void {
    this.#inspection.problem({ severity: "error", stream, line: line.number, ...problem });
  }
}

/** ACTIVATE_VERSION may come before its records or after them. */
function noteVersion(tally: StreamTally, version: number): void {
  if (tally.lastVersion !== version) tally.recordsOfLastVersion = 0;
  tally.lastVersion = version;
  tally.recordsOfLastVersion++;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** Equal for equal keys only; the usual ones, a single number or text, cost nothing. */
function keyOf(record: JsonObject, properties: readonly string[], numbers?: NumberTexts): string | number {
  const [only = ""] = properties;
  const value = properties.length === 1 ? record[only] : undefined;
  if (typeof value === "number" && numbers?.get(record)?.get(only) === undefined) return value;
  if (typeof value === "string") return `"${value}`;
  const texts = properties.map((property) =>
    canonicalExact(record[property] ?? null, record, property, numbers ?? noTexts),
  );
  return canonicalNumber(texts) ?? texts.join();
}

/** A number whose text was needed to read it may still equal one whose text was not. */
function canonicalNumber(texts: readonly string[]): number | null {
  const [text = ""] = texts;
  if (texts.length !== 1 || !/^-?\d+e-?\d+$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function noteLatest(tally: StreamTally, value: Json): void {
  if (value === null || value === tally.latest) return;
  if (tally.latest === null || compareBookmarks(value, tally.latest) === 1) tally.latest = value;
}
