import { withoutValues } from "./without-values.ts";

/** The longest that is kept of one line. */
const longestLine = 2_000;
/** Lines that are kept of one speaker: a chained traceback of SQLAlchemy has about 120. */
const mostLines = 400;
const mostSpeakers = 200;

/** One line of somebody's, redacted and without values of rows. */
export interface SpokenLine {
  readonly text: string;
  /** Its level says that it is an error; levels of unstructured lines say nothing. */
  readonly isError: boolean;
}

/** The last lines of everybody in a log, in bounded memory. `null` is Meltano. */
export class SpokenLog {
  readonly #speakers = new Map<string | null, SpokenLine[]>();

  /** Adds what somebody said; a text of several lines is several lines. */
  add(speaker: string | null, text: string, isError = false): void {
    const lines = this.#of(speaker);
    if (lines === null) return;
    for (const line of text.includes("\n") ? text.split("\n") : [text]) {
      const kept = line.trimEnd();
      if (kept !== "") lines.push({ text: kept.slice(0, longestLine), isError });
    }
    if (lines.length > mostLines * 2) lines.splice(0, lines.length - mostLines);
  }

  /** The last lines of a speaker, oldest first. */
  linesOf(speaker: string | null): readonly SpokenLine[] {
    const last = this.#speakers.get(speaker)?.slice(-mostLines) ?? [];
    // Only what is kept to the end: logs have millions of lines.
    return last.map(({ text, isError }) => ({ text: withoutValues(text), isError }));
  }

  get speakers(): readonly (string | null)[] {
    return [...this.#speakers.keys()];
  }

  #of(speaker: string | null): SpokenLine[] | null {
    const known = this.#speakers.get(speaker);
    if (known !== undefined) return known;
    if (this.#speakers.size >= mostSpeakers) return null;
    const lines: SpokenLine[] = [];
    this.#speakers.set(speaker, lines);
    return lines;
  }
}
