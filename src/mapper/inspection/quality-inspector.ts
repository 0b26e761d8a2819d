import type { Json } from "../../lib/canonical-json.ts";
import type { Finding, PassedCheck } from "../../model/finding.ts";
import type { Segment } from "../../model/mapper-block.ts";
import type { StreamProfile } from "../../model/stream-history.ts";
import {
  RecordReader,
  type RowVerdict,
  type RunChecks,
  type RunPast,
  type StreamChecks,
  type StreamRecorder,
  type StreamVerdict,
  SurePool,
} from "../../quality/index.ts";
import type { LineHead } from "../../singer/index.ts";
import type {
  Doubt,
  FailDecision,
  InspectedLine,
  InspectedLines,
  Inspector,
  InspectorControls,
  LineDecision,
  StateDecision,
  TakenLines,
} from "../inspector.ts";
import { keyText } from "./key-text.ts";
import { QuarantinedShare } from "./quarantined-share.ts";
import { type ReadMessage, readMessage } from "./read-message.ts";
import { redactLine } from "./redact-line.ts";
import { schemaView } from "./schema-view.ts";

export interface QualityInspectorOptions {
  readonly checks: RunChecks;
  /** What lies behind the run, and what it leaves. */
  readonly past: RunPast;
  /** Takes a stream's SCHEMA line, without its newline, for the rows behind it that are set aside. */
  readonly onSchema: (stream: string, line: Buffer) => void;
  /** The share of records that may go into quarantine; `null` for any. */
  readonly maxPercent: number | null;
}

/** What the checks of a stream look at; parts of it are read anew for each record. */
interface StreamSide {
  readonly checks: StreamChecks;
  readonly recorder: StreamRecorder;
  /** Of the SCHEMA that holds. */
  schema: Json;
}

/** The checks of a run, asked line by line. */
export class QualityInspector implements Inspector {
  readonly holdsState: boolean;
  readonly #options: QualityInspectorOptions;
  /** The one view that all records are read into. */
  readonly #reader = new RecordReader();
  readonly #sure = new SurePool(this.#reader, (start, end) => this.#lines?.text(start, end) ?? "");
  #lines: InspectedLines | null = null;
  /** What was decided on the line that comes next, while lines were taken together. */
  #decided: RowVerdict | null = null;
  readonly #taken = { count: 0, next: 0 };
  readonly #sides = new Map<string, StreamSide>();
  /** Streams with an ACTIVATE_VERSION line that waits. */
  readonly #waiting = new Set<string>();
  readonly #share: QuarantinedShare;
  #lastHead: LineHead | null = null;
  #lastSide: StreamSide | null = null;
  #controls: InspectorControls | null = null;
  #isComplete = false;

  constructor(options: QualityInspectorOptions) {
    this.#options = options;
    this.holdsState = options.checks.holdsState;
    this.#share = new QuarantinedShare(options.maxPercent);
  }

  gates(stream: string | null): boolean {
    return stream === null ? this.#options.checks.gatesAnywhere : this.#side(stream).checks.gates;
  }

  start(controls: InspectorControls): void {
    this.#controls = controls;
  }

  reads(head: LineHead): boolean {
    return head.stream !== null && this.#sideOf(head, head.stream).checks.readsRecords;
  }

  forgetBytes(): void {
    this.#sure.forget();
  }

  onLines(lines: InspectedLines): TakenLines | null {
    const { head, start, end, number, bytes, at } = lines;
    // The next line was looked at already.
    if (this.#decided !== null) return null;
    if (head.kind !== "RECORD" || head.stream === null) return null;
    const side = head === this.#lastHead ? this.#lastSide : this.#sides.get(head.stream);
    // What a line only promises must not make a stream.
    if (side == null || !side.checks.readsRecords) return null;
    const { checks, recorder } = side;
    this.#lines = lines;
    const sure = this.#sure.take(checks, recorder, { bytes, start, end, number, receivedAt: at });
    if (sure === null) return null;
    const isDecided = sure.verdict !== "forward";
    this.#decided = isDecided ? sure.verdict : null;
    this.#taken.count = isDecided ? sure.count - 1 : sure.count;
    this.#taken.next = isDecided ? sure.last : sure.next;
    this.#share.seen += this.#taken.count;
    return this.#taken;
  }

  onLine(line: InspectedLine): LineDecision | Doubt {
    const { head } = line;
    if (head.stream === null) return "forward";
    if (head.kind === "RECORD") return this.#onRecord(line, this.#sideOf(head, head.stream));
    if (head.kind === "SCHEMA") return this.#onSchema(line, head.stream);
    if (head.kind === "ACTIVATE_VERSION") return this.#onVersion(line, head.stream);
    return head.kind === "BATCH" ? this.#onBatch(head.stream) : "forward";
  }

  onLongLine({ kind, stream }: LineHead, number: number): "uninspected" | FailDecision {
    if (stream !== null && kind === "RECORD") this.#side(stream).checks.onUninspected();
    const isRow = kind === "RECORD" || kind === "BATCH" || kind === "SCHEMA" || stream === null;
    if (!isRow || kind === "STATE" || !this.gates(stream)) return "uninspected";
    const whose = stream === null ? "" : ` of the stream ${stream}`;
    return fail(`line ${number}${whose} is too long to be looked into, and rows depend on checks`);
  }

  onState(line: InspectedLine, segments: readonly Segment[]): StateDecision {
    if (line.head.kind !== "STATE") return this.#onLikeState(line);
    const { checks, past } = this.#options;
    const read = readMessage(line.text());
    if (read !== null) past.onState(read.message["value"] ?? null);
    const failed = this.#first([
      () => (read === null ? "go on" : checks.onState(stateView(read, line.number))),
      ...segments.map(
        ({ stream }) =>
          () =>
            this.#side(stream).checks.onSegmentEnd(),
      ),
    ]);
    if (failed !== null) return failed;
    const tooMany = this.#share.judge("state");
    if (tooMany !== null) return fail(tooMany);
    this.#releaseVersions("state");
    return this.holdsState ? "hold" : "forward";
  }

  onEnd(isComplete: boolean): FailDecision | null {
    this.#isComplete = isComplete;
    const { checks, past } = this.#options;
    if (isComplete) for (const stream of past.always()) this.#side(stream);
    const verdict = checks.onEnd({ complete: isComplete });
    if (!isComplete) return null;
    const failed = decisionOf(verdict);
    if (failed !== null) return failed;
    const tooMany = this.#share.judge("end");
    if (tooMany !== null) return fail(tooMany);
    this.#releaseVersions("end");
    return null;
  }

  /** What was found up to now; counts are totals. */
  findings(): readonly Finding[] {
    return this.#options.checks.findings();
  }

  /** Checks that saw all there was, and found nothing. None of an input that was not whole. */
  passed(): readonly PassedCheck[] {
    return this.#isComplete ? this.#options.checks.passed() : [];
  }

  /** What later runs compare with. */
  profiles(): readonly StreamProfile[] {
    return this.#options.past.profiles(this.findings());
  }

  #onRecord(line: InspectedLine, side: StreamSide): LineDecision | Doubt {
    const { checks } = side;
    if (!checks.readsRecords) {
      this.#share.seen++;
      checks.onUnread();
      return "forward";
    }
    if (this.#decided !== null) return this.#asDecided(this.#decided, line, side);
    const reader = this.#reader;
    const isReadable = reader.read(line.text(), line.number, line.at);
    if (line.isPresumed && (reader.type !== "RECORD" || reader.stream !== line.head.stream)) return "doubt";
    this.#share.seen++;
    if (!isReadable) return this.#decide(checks.onUnreadable(line.number), line, side);
    try {
      side.recorder.onRecord(this.#reader.record);
      const verdict = checks.onRecord(this.#reader);
      return verdict === "forward" ? verdict : this.#decide(verdict, line, side);
    } catch (thrown) {
      // Nested too deep to be walked over: this one record, not the checks, is at fault.
      if (thrown instanceof RangeError) return this.#decide("uninspected", line, side);
      throw thrown;
    }
  }

  #asDecided(verdict: RowVerdict, line: InspectedLine, side: StreamSide): LineDecision {
    this.#decided = null;
    this.#share.seen++;
    return this.#decide(verdict, line, side);
  }

  #decide(verdict: RowVerdict, line: InspectedLine, side: StreamSide): LineDecision {
    const { checks } = side;
    if (verdict === "forward") return verdict;
    if (verdict === "uninspected")
      return checks.gates ? fail(`line ${line.number} can't be read, and rows depend on checks`) : verdict;
    const { action, reason, name } = verdict;
    if (action === "fail") return fail(`${checks.stream}, line ${line.number}: ${reason}`);
    if (action === "drop") return { action, reason };
    if (action === "mask") return this.#mask(verdict.places, line, side);
    this.#share.quarantined++;
    const { record, numbers } = this.#reader;
    return { action, reason, check: name, key: keyText(checks.keyOf(this.#reader), record, numbers) };
  }

  #mask(
    places: readonly (readonly (string | number)[])[],
    line: InspectedLine,
    { checks, schema }: StreamSide,
  ): LineDecision {
    const { bytes, start, end, number } = line;
    const next = bytes[end] === 10 ? end + 1 : end;
    const redacted = redactLine({ bytes, start, end, next }, places, schema);
    if (redacted === null) return fail(`${checks.stream}: line ${number} could not be masked`);
    return { action: "mask", bytes: redacted };
  }

  #onSchema(line: InspectedLine, stream: string): LineDecision {
    const { bytes, start, end, number } = line;
    const side = this.#side(stream);
    this.#options.onSchema(stream, bytes.subarray(start, end));
    const read = readMessage(line.text());
    if (read === null)
      return side.checks.gates ? fail(`the SCHEMA at line ${number} can't be read`) : "uninspected";
    side.schema = read.message["schema"] ?? null;
    const view = schemaView(read, number);
    side.recorder.onSchema(view);
    this.#sure.changed(side.checks);
    return decisionOf(side.checks.onSchema(view)) ?? "forward";
  }

  #onVersion(line: InspectedLine, stream: string): LineDecision {
    const read = readMessage(line.text());
    const version = read?.message["version"] ?? null;
    const verdict = this.#side(stream).checks.onVersion({ version, line: line.number });
    if (verdict !== "hold") return decisionOf(verdict) ?? "forward";
    this.#waiting.add(stream);
    return { action: "hold" };
  }

  /** The records of a BATCH lie in files that nobody looks into here. */
  #onBatch(stream: string): LineDecision {
    if (!this.#side(stream).checks.gates) return "uninspected";
    return fail(`a BATCH of the stream ${stream} can't be looked into row by row, and rows depend on checks`);
  }

  #onLikeState({ number }: InspectedLine): StateDecision {
    if (!this.holdsState) return "forward";
    return fail(`line ${number} could be taken for a STATE and can't be held back`);
  }

  #releaseVersions(at: "state" | "end"): void {
    for (const stream of this.#waiting) {
      if (this.#side(stream).checks.holdsVersion(at)) continue;
      this.#waiting.delete(stream);
      this.#controls?.releaseHeld(stream);
    }
  }

  #first(asks: readonly (() => StreamVerdict)[]): FailDecision | null {
    let failed: FailDecision | null = null;
    for (const ask of asks) failed ??= decisionOf(ask());
    return failed;
  }

  /** Lines of one stream mostly have the very same head. */
  #sideOf(head: LineHead, stream: string): StreamSide {
    if (head === this.#lastHead && this.#lastSide !== null) return this.#lastSide;
    this.#lastHead = head;
    this.#lastSide = this.#side(stream);
    return this.#lastSide;
  }

  #side(stream: string): StreamSide {
    const known = this.#sides.get(stream);
    if (known !== undefined) return known;
    const { checks, past } = this.#options;
    const side = { checks: checks.stream(stream), recorder: past.recorder(stream), schema: null };
    this.#sides.set(stream, side);
    return side;
  }
}

function stateView({ message, numbers }: ReadMessage, line: number) {
  return { value: message["value"] ?? null, numbers, line };
}

function decisionOf(verdict: StreamVerdict): FailDecision | null {
  if (verdict === "go on" || verdict === "hold") return null;
  return fail(verdict.reason);
}

function fail(reason: string): FailDecision {
  return { action: "fail", reason };
}
