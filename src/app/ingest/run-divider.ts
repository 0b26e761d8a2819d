import type { ReadLine } from "../../runner/read-log-line.ts";
import type { LoggedRun } from "./logged-run.ts";

/** Runs of one file that may be open at once; a file with more in turn is fine. */
const mostOpen = 32;

/** What Meltano says when it starts. */
const beginning =
  /^(?:Using logging configuration from |Meltano \d|Environment '|Running job with name '|Running extract & load|Setting 'console' handler|No active environment, )/;

/** Tells the runs of one file apart: by their ids where lines have them, else by where Meltano starts again. */
export class RunDivider {
  readonly #newRun: () => LoggedRun;
  readonly #open = new Map<string, LoggedRun>();
  readonly #settled = new Set<string>();
  #current: LoggedRun;
  /** A run that began while lines of another came in between: its id is still to come. */
  #beginning: LoggedRun | null = null;
  /** Lines of runs that had been settled before: there were too many at once. */
  late = 0;

  constructor(newRun: () => LoggedRun) {
    this.#newRun = newRun;
    this.#current = newRun();
  }

  take(line: ReadLine, raw: string): void {
    const { runId } = line;
    if (runId === null) {
      if (this.#current.isActive && isBeginning(line)) this.#turnTo(this.#newRun());
    } else if (runId !== this.#current.runId && !this.#isForeign(line)) {
      if (this.#settled.has(runId)) {
        this.late += 1;
        return;
      }
      this.#turnToId(runId);
    }
    this.#current.add(line, raw);
  }

  /** The runs whose lines no longer fit: they are to be stored now. One without an id is given one. */
  full(): LoggedRun[] {
    if (this.#current.runId === null && this.#current.isFull && this.#current.recognised > 0)
      this.#name(this.#current);
    return [...this.#open.values()].filter((run) => run.isFull);
  }

  /** The runs to settle now: those that are too many, or at the end all. */
  done(all: boolean): LoggedRun[] {
    if (all && this.#current.runId === null && this.#current.recognised > 0) this.#name(this.#current);
    const runs = [...this.#open.values()];
    const done = all
      ? runs
      : runs.slice(0, Math.max(0, runs.length - mostOpen)).filter((run) => run !== this.#current);
    for (const { runId } of done) if (runId !== null) this.#settle(runId);
    return done;
  }

  #settle(runId: string): void {
    this.#open.delete(runId);
    this.#settled.add(runId);
  }

  /** A plugin's own words may hold a `run_id`: they open no new run. */
  #isForeign({ event, runId }: ReadLine): boolean {
    return event.plugin !== null && this.#current.runId !== null && !this.#open.has(runId ?? "");
  }

  #turnToId(runId: string): void {
    const known = this.#open.get(runId);
    if (known !== undefined) {
      this.#turnTo(known);
      return;
    }
    if (this.#current.runId !== null || this.#current.words.ended)
      this.#turnTo(this.#beginning ?? this.#newRun());
    this.#beginning = null;
    this.#current.runId = runId;
    this.#open.set(runId, this.#current);
  }

  #turnTo(run: LoggedRun): void {
    const left = this.#current;
    if (left.runId === null && left.isActive) this.#name(left);
    else if (left.runId === null && left !== run) this.#beginning = left;
    this.#current = run;
  }

  #name(run: LoggedRun): void {
    const runId = run.deriveId();
    if (!this.#settled.has(runId) && !this.#open.has(runId)) this.#open.set(runId, run);
  }
}

function isBeginning({ event }: ReadLine): boolean {
  return event.plugin === null && beginning.test(event.text);
}
