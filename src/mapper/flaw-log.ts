import type { Log } from "./ports.ts";

const mostKinds = 50;

/** Says each kind of flaw once, with the line it was first seen in, and at the end how often it came. */
export class FlawLog {
  readonly #log: Log;
  readonly #counts = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(flaw: string, lineNumber: number): void {
    const count = this.#counts.get(flaw) ?? 0;
    if (count === 0 && this.#counts.size >= mostKinds) return;
    this.#counts.set(flaw, count + 1);
    if (count === 0) this.#log("warning", `line ${lineNumber}: ${flaw}`, { line: lineNumber, flaw });
  }

  end(): void {
    for (const [flaw, count] of this.#counts)
      if (count > 1) this.#log("warning", `${count} lines: ${flaw}`, { count, flaw });
  }
}
