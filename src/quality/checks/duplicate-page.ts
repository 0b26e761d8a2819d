import {
  type CheckContext,
  defineCheck,
  noOutcomes,
  type Outcome,
  type RecordView,
  type RowResult,
  type SchemaView,
} from "../check.ts";
import { hashNumber, hashText } from "../columns/value-hash.ts";
import { noSettings } from "../setting-values.ts";
import { BlockTable, firstBytes } from "./block-table.ts";

/**
 * A tap that pages in circles: the same block of keys in the same order again. The replication key counts as part of the
 * key, so that a change log with the same rows again and again is none.
 */
export const duplicatePage = defineCheck<object>({
  key: "duplicate_page",
  settings: noSettings.meta({ description: "The same block of keys again: a tap that pages in circles." }),
  needs: ["record", "schema"],
  decides: "stream",
  actions: [],
  type: "data_quality",
  byDefault: {},
  create: (_settings, context) => new PageWatch(context),
});

class PageWatch {
  readonly #context: CheckContext;
  #keys: readonly string[] = [];
  #table: BlockTable | null = null;
  #told = 0;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  onSchema({ keyProperties, bookmarkProperties }: SchemaView): readonly Outcome[] {
    const keys = keyProperties ?? [];
    const names = keys.length === 0 ? [] : [...new Set([...keys, ...(bookmarkProperties ?? [])])];
    if (names.join("\0") === this.#keys.join("\0")) return noOutcomes;
    this.#keys = names;
    const { memory } = this.#context;
    this.#table = names.length > 0 && memory.take(firstBytes) ? new BlockTable(memory) : null;
    return noOutcomes;
  }

  reads(): readonly string[] {
    return this.#keys;
  }

  onRecord({ record }: RecordView): RowResult {
    const table = this.#table;
    if (table === null) return null;
    let hash = 0;
    for (const name of this.#keys) {
      const value = record[name];
      const part = typeof value === "number" ? hashNumber(value) : hashText(String(value));
      hash = (Math.imul(hash, 31) + part) | 0;
    }
    table.add(hash);
    return null;
  }

  /** A tap in a circle never ends: it is told on the way. */
  onSegmentEnd(): readonly Outcome[] {
    return this.#told === 0 ? this.#tell() : noOutcomes;
  }

  isIdle(): boolean {
    return this.#table === null;
  }

  onEnd(): readonly Outcome[] {
    return this.#tell();
  }

  #tell(): readonly Outcome[] {
    const rows = this.#table?.repeatedRows ?? 0;
    const more = rows - this.#told;
    if (more <= 0) return noOutcomes;
    this.#told = rows;
    const message = `The same block of keys came again, ${this.#table?.distance ?? 0} rows later: the tap may page in circles.`;
    return [{ outcome: "violated", message, count: more, value: rows, field: this.#keys.join(", ") }];
  }
}
