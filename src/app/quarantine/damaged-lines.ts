import type { OnDamaged } from "./read-rows.ts";

/** Lines of one file that can't be read as rows. */
export interface DamagedLines {
  readonly file: string;
  readonly lines: number;
  /** Counted from 1. */
  readonly firstLine: number;
}

/** Counts damaged lines by file. */
export class DamageCount {
  readonly #files = new Map<string, DamagedLines>();

  readonly note: OnDamaged = (file, lineIndex) => {
    const known = this.#files.get(file);
    const firstLine = known?.firstLine ?? lineIndex + 1;
    this.#files.set(file, { file, lines: (known?.lines ?? 0) + 1, firstLine });
  };

  all(): readonly DamagedLines[] {
    return [...this.#files.values()];
  }
}
