import { HeadScanner, type LineHead, type LineKind, readBatch } from "../../singer/index.ts";
import type { LineSink } from "./capture-reader.ts";
import { type CapturedLine, type HugeLine, textOfLine } from "./captured-line.ts";
import { hugeHead, hugeProblem } from "./huge-line.ts";
import type { Inspection } from "./inspection.ts";
import { garbage, lineProblems, unknownType } from "./line-problems.ts";
import { RecordInspector } from "./record-inspector.ts";
import type { LineProblem } from "./record-problems.ts";
import { SchemaInspector } from "./schema-inspector.ts";
import { StateInspector } from "./state-inspector.ts";
import { inspectActivateVersion } from "./version-inspector.ts";

const space = 0x20;
const carriageReturn = 0x0d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const capitalR = 0x52;

/** Sends each line to the inspector of its type, and counts it as what it proved to be. */
export class CaptureInspector implements LineSink {
  readonly state: StateInspector;
  /** Records since the last STATE, and the most there ever were between two. */
  sinceState = 0;
  longestSinceState = 0;
  readonly #inspection: Inspection;
  readonly #scanner = new HeadScanner();
  readonly #records: RecordInspector;
  readonly #schemas: SchemaInspector;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    this.#records = new RecordInspector(inspection);
    this.#schemas = new SchemaInspector(inspection);
    this.state = new StateInspector(inspection);
  }

  line(line: CapturedLine): void {
    // A whole parse tells type and stream as well, and records are parsed anyway.
    if (mayBeRecord(line) && line.isUtf8 && this.#records.tryLine(line) === true) {
      this.#count("RECORD");
      if (line.bytes[line.end - 1] !== closeBrace || !line.hasNewline) this.#lookAtEdges(line);
      return;
    }
    const head = this.#scanner.scan(line.bytes, line.start, line.end);
    if (!line.isUtf8) this.#tell(line, head.stream, lineProblems.invalidUtf8);
    if (this.#look(line, head)) {
      this.#count(head.kind);
      if (head.kind !== "BLANK") this.#lookAtEdges(line);
    } else this.#garbage(line, head.kind === "GARBAGE" ? head.flaw : null);
  }

  huge(line: HugeLine): void {
    const head = hugeHead(line.beginning);
    this.#inspection.messages[head.kind]++;
    if (head.kind === "RECORD") {
      this.sinceState++;
      const tally = head.stream === null ? null : this.#inspection.tally(head.stream);
      if (tally !== null) {
        tally.records++;
        tally.uninspected++;
        tally.bytes += line.size;
        tally.largest = Math.max(tally.largest, line.size);
      }
    }
    this.#inspection.problem({ ...hugeProblem(line.size), stream: head.stream, line: line.number });
    if (!line.hasNewline)
      this.#inspection.problem({ ...lineProblems.noNewline, stream: head.stream, line: line.number });
  }

  /** `false` where the line proved to be no JSON after all. */
  #look(line: CapturedLine, head: LineHead): boolean {
    switch (head.kind) {
      case "RECORD":
        return head.stream === null ? this.#incomplete(line, head) : this.#records.inspect(line, head.stream);
      case "SCHEMA":
        return head.stream === null ? this.#incomplete(line, head) : this.#schemas.inspect(line, head.stream);
      case "STATE":
        return this.state.inspect(line);
      case "ACTIVATE_VERSION":
        if (head.stream === null) return this.#incomplete(line, head);
        inspectActivateVersion(this.#inspection, line, head.stream);
        return true;
      case "BATCH":
        this.#batch(line, head);
        return true;
      case "UNKNOWN":
        this.#tell(line, head.stream, unknownType(head.type));
        return true;
      case "BLANK":
        this.#tell(line, null, lineProblems.blank);
        return true;
      case "GARBAGE":
        return false;
    }
  }

  #count(kind: LineKind): void {
    this.#inspection.messages[kind]++;
    if (kind === "RECORD") {
      this.sinceState++;
      if (this.sinceState > this.longestSinceState) this.longestSinceState = this.sinceState;
    } else if (kind === "STATE") this.sinceState = 0;
  }

  /** What stands around a message: nothing should. */
  #lookAtEdges(line: CapturedLine): void {
    const { bytes, start, end } = line;
    if (bytes[end - 1] === carriageReturn) this.#tell(line, null, lineProblems.carriageReturn);
    const first = bytes[start] ?? 0;
    if (first <= space) this.#tell(line, null, lineProblems.leadingSpace);
    else if (first !== openBrace) this.#tell(line, null, lineProblems.byteOrderMark);
    if (!line.hasNewline) this.#tell(line, null, lineProblems.unterminated);
  }

  #garbage(line: CapturedLine, flaw: string | null): void {
    this.#inspection.messages.GARBAGE++;
    this.#tell(line, null, line.hasNewline ? garbage(flaw) : lineProblems.torn);
  }

  #incomplete(line: CapturedLine, head: LineHead): boolean {
    this.#tell(line, null, {
      ...lineProblems.incomplete,
      message: `${head.flaw ?? "A message without a stream"}.`,
    });
    return true;
  }

  #batch(line: CapturedLine, head: LineHead): void {
    const batch = readBatch(JSON.parse(textOfLine(line)));
    if (batch === null) this.#tell(line, head.stream, lineProblems.badBatch);
    else this.#tell(line, head.stream, lineProblems.batch);
  }

  #tell(line: CapturedLine, stream: string | null, problem: LineProblem): void {
    this.#inspection.problem({ severity: "error", stream, line: line.number, ...problem });
  }
}

/** Whether a line begins as `{"type":"R`, with or without spaces. A `no` costs a closer look, nothing else. */
function mayBeRecord({ bytes, start }: CapturedLine): boolean {
  return (
    bytes[start] === openBrace &&
    (bytes[start + 9] === capitalR || bytes[start + 10] === capitalR || bytes[start + 11] === capitalR)
  );
}
