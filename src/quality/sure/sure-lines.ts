import type { StreamChecks } from "../engine/stream-checks.ts";
import type { RowVerdict } from "../engine/verdict.ts";
import type { StreamRecorder } from "../history/profile.ts";
import { kinds, types } from "../walker/layout.ts";
import type { SlotValues } from "../walker/slot-values.ts";
import type { Walker } from "../walker/walker.ts";
import { type LinePlan, type LineWishes, linePlanOf } from "./line-plan.ts";
import { type BuildRecord, recordBuilder, type SureView } from "./sure-view.ts";

/** Lines that lie one behind the other. */
export interface Lines {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The number of the first one. */
  readonly number: number;
  readonly receivedAt: number;
}

/** What all streams share. */
export interface SureTools {
  readonly walker: Walker;
  readonly values: SlotValues;
  readonly view: SureView;
}

/** So many lines are walked over before the first of them is shown to the checks. */
const mostAtOnce = 64;

/** RECORD lines of one stream that are surely in order, or of which only a part has to be looked at to know. */
export class SureLines {
  /** How many lines were taken, and where the first one begins that was not. */
  count = 0;
  next = 0;
  /** Where the last line begins that was taken. */
  last = 0;
  /** What is to happen to the last line that was taken, where that isn't to flow. */
  verdict: RowVerdict = "forward";
  readonly #checks: StreamChecks;
  readonly #recorder: StreamRecorder;
  readonly #tools: SureTools;
  readonly #plan: LinePlan;
  readonly #build: BuildRecord;
  readonly #columns: Int32Array;

  constructor(
    checks: StreamChecks,
    recorder: StreamRecorder,
    tools: SureTools,
    wishes: LineWishes,
    plan: LinePlan,
  ) {
    this.#checks = checks;
    this.#recorder = recorder;
    this.#tools = tools;
    this.#plan = plan;
    const slotOf = (name: string): number => plan.slots.get(name) ?? -1;
    this.#build = recordBuilder(new Map(wishes.reads.map((name) => [name, slotOf(name)])));
    this.#columns = Int32Array.from(wishes.measures, slotOf);
  }

  /** Takes lines that need not be read whole; answers how many. */
  take(lines: Lines): number {
    const { walker, view } = this.#tools;
    const { program } = this.#plan;
    this.next = lines.start;
    this.verdict = "forward";
    view.receivedAt = lines.receivedAt;
    this.count = 0;
    for (let shown = mostAtOnce; shown === mostAtOnce && this.verdict === "forward"; ) {
      const most = Math.min(mostAtOnce, this.#recorder.beforeWhole);
      const walked = most > 0 ? walker.walk(program, lines.bytes, this.next, lines.end, most) : 0;
      shown = this.#show(lines, walked);
      this.count += shown;
    }
    return this.count;
  }

  /** Shows lines to the checks, up to the first one with a verdict or that has to be seen whole; answers how many. */
  #show({ bytes, number }: Lines, count: number): number {
    const { walker, values, view } = this.#tools;
    const { program, version } = this.#plan;
    for (let line = 0; line < count; line++) {
      values.look(bytes, line, program.slots);
      if (this.#recorder.looksAtOpen && this.#hasOpen()) return line;
      const end = walker.endOf(line);
      const lineNumber = number + this.count + line;
      view.show(this.#build(values), lineNumber, values.value(version) ?? null, this.next, end);
      this.last = this.next;
      this.next = end + 1;
      this.#recorder.onSlots(values, this.#columns);
      this.verdict = this.#checks.onSure(view);
      if (this.verdict !== "forward") return line + 1;
    }
    return count;
  }

  #hasOpen(): boolean {
    const { values } = this.#tools;
    for (const slot of this.#plan.open) if (values.kind(slot) !== kinds.missing) return true;
    return false;
  }
}

/** How to take the sure lines of a stream under the SCHEMA that holds; `null` where there can't be any. */
export function sureLinesOf(
  checks: StreamChecks,
  recorder: StreamRecorder,
  tools: SureTools,
): SureLines | null {
  const sureness = checks.sureness();
  const { columns } = recorder;
  if (sureness === null || columns === null) return null;
  const { sure: record, reads } = sureness;
  if ((record.types & types.object) === 0) return null;
  const wishes: LineWishes = {
    ...{ stream: checks.stream, record, reads: [...reads], measures: columns },
    isOpen: (name) => recorder.isOpen(name),
  };
  const plan = linePlanOf(wishes);
  return plan === null ? null : new SureLines(checks, recorder, tools, wishes, plan);
}
