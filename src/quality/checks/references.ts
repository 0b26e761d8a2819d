import { z } from "zod";
import {
  type CheckContext,
  type CheckInstance,
  defineCheck,
  type MemoryBudget,
  noOutcomes,
  type Outcome,
  type RecordView,
  type Watcher,
} from "../check.ts";
import { Field } from "../fields/field.ts";
import { KeyHash } from "../keys/key-hash.ts";
import { KeyTable } from "../keys/key-table.ts";
import { fieldPath } from "../setting-values.ts";

const settings = z
  .strictObject({
    field: fieldPath,
    to_stream: z.string().min(1).meta({ description: "The stream whose records it refers to." }),
    to_field: fieldPath.meta({ description: "The field there." }),
  })
  .meta({
    description:
      "A value that stands in another stream's records of the same run, whichever comes first. Judged at the end.",
  });

type ReferenceSettings = z.output<typeof settings>;

/** What one open reference takes in a Map. */
const bytesPerOpen = 120;

/** Values that another stream of the run must have. */
export const references = defineCheck<ReferenceSettings>({
  key: "references",
  settings,
  needs: ["record"],
  decides: "end",
  actions: [],
  type: "data_quality",
  fields: ({ field }) => [field],
  watches: (given) => [
    {
      key: watchKey(given),
      stream: given.to_stream,
      create: (memory) => new Targets(given.to_field, memory),
    },
  ],
  create: (given, context) => new References(given, context),
});

function watchKey({ to_stream: stream, to_field: field }: ReferenceSettings): string {
  return JSON.stringify(["references", stream, field]);
}

/** The values of a field of the stream that is referred to. */
class Targets implements Watcher {
  records = 0;
  readonly table: KeyTable;
  readonly #field: Field;
  readonly #hash = new KeyHash();

  constructor(path: string, memory: MemoryBudget) {
    this.#field = new Field(path);
    this.table = new KeyTable(memory);
  }

  onRecord({ record, numbers }: RecordView): void {
    this.records++;
    this.#field.some(record, (value, holder, key) => {
      if (value === null || value === undefined) return false;
      this.#hash.one(value, holder, key, numbers);
      this.table.add(this.#hash.high, this.#hash.low);
      return false;
    });
  }
}

interface Open {
  rows: number;
  readonly firstLine: number;
}

class References implements CheckInstance {
  readonly #settings: ReferenceSettings;
  readonly #memory: MemoryBudget;
  readonly #field: Field;
  readonly #targets: Targets | null;
  readonly #hash = new KeyHash();
  /** By the hash of the value: references to what hasn't come so far. */
  readonly #open = new Map<bigint, Open>();
  #forgotten = 0;

  constructor(given: ReferenceSettings, context: CheckContext) {
    const targets = context.watcher(watchKey(given));
    this.#settings = given;
    this.#memory = context.memory;
    this.#field = context.field(given.field);
    this.#targets = targets instanceof Targets ? targets : null;
  }

  onRecord({ record, numbers, line }: RecordView) {
    this.#field.some(record, (value, holder, key) => {
      if (value === null || value === undefined) return false;
      this.#hash.one(value, holder, key, numbers);
      const { high, low } = this.#hash;
      if (this.#targets?.table.has(high, low) !== true) this.#keepOpen(high, low, line);
      return false;
    });
    return null;
  }

  onEnd({ complete }: { readonly complete: boolean }): readonly Outcome[] {
    const [first] = this.#open.values();
    if (first === undefined) return noOutcomes;
    const doubt = this.#doubt(complete);
    if (doubt !== null) return [this.#outcome("uninspected", doubt)];
    const missing = [...this.#open].filter(([hash]) => !this.#isThere(hash)).map(([, open]) => open);
    const rows = missing.reduce((sum, open) => sum + open.rows, 0);
    return [
      ...(rows === 0 ? [] : [this.#violated(rows, missing)]),
      ...(this.#forgotten === 0
        ? []
        : [this.#outcome("uninspected", `memory ended; ${this.#forgotten} references were not judged`)]),
    ];
  }

  #keepOpen(high: number, low: number, line: number): void {
    const hash = (BigInt(high) << 32n) | BigInt(low);
    const open = this.#open.get(hash);
    if (open !== undefined) open.rows++;
    else if (this.#memory.take(bytesPerOpen)) this.#open.set(hash, { rows: 1, firstLine: line });
    else this.#forgotten++;
  }

  /** Why what is missing may not be missing. */
  #doubt(complete: boolean): string | null {
    const { to_stream: stream } = this.#settings;
    if (this.#targets === null || this.#targets.records === 0)
      return `no record of ${stream} came in this run`;
    if (this.#targets.table.share < 1) return `memory didn't last for all records of ${stream}`;
    return complete ? null : `the run ended before ${stream} was surely whole`;
  }

  #isThere(hash: bigint): boolean {
    return this.#targets?.table.has(Number(hash >> 32n), Number(hash & 0xffffffffn)) === true;
  }

  #violated(rows: number, missing: readonly Open[]): Outcome {
    const { field, to_stream: stream, to_field: target } = this.#settings;
    const message = `${missing.length} value(s) of ${field} in ${rows} row(s) came in no ${target} of ${stream} in this run.`;
    const line = Math.min(...missing.slice(0, 1000).map(({ firstLine }) => firstLine));
    return { outcome: "violated", field, count: rows, line, message };
  }

  #outcome(outcome: "uninspected", why: string): Outcome {
    return { outcome, field: this.#settings.field, message: `References can't be judged: ${why}.` };
  }
}
