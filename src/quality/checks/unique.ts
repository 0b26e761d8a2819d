import type { Json } from "../../lib/canonical-json.ts";
import { compareBookmarks } from "../bookmark/compare-bookmarks.ts";
import {
  type CheckContext,
  type CheckInstance,
  defineCheck,
  noOutcomes,
  type RecordView,
  type RowResult,
  type SchemaView,
} from "../check.ts";
import { Field } from "../fields/field.ts";
import { KeyHash } from "../keys/key-hash.ts";
import { KeyTable } from "../keys/key-table.ts";
import { fieldPaths } from "../setting-values.ts";
import { keyedFields } from "./keyed-fields.ts";

/** What taps that read a database's log add to their rows: there a key comes as often as its row changed. */
const logProperties = ["_sdc_lsn", "_sdc_deleted_at", "_sdc_log_position", "_sdc_log_file"];

/** Keys that come once in a run. */
export const unique = defineCheck<string[]>({
  key: "unique",
  settings: fieldPaths.meta({
    description: "Fields that together come once in a run, compared as values. None: the key properties.",
  }),
  needs: ["record", "schema"],
  decides: "row",
  actions: ["quarantine", "drop"],
  type: "data_quality",
  byDefault: [],
  fields: (paths) => paths,
  faults: (paths) =>
    paths.length > 1 && paths.some((path) => new Field(path).isMany)
      ? [{ path: [], message: "can't join the items of a list with other fields to one key", hint: null }]
      : [],
  create: (paths, context) => new Unique(paths, context),
});

class Unique implements CheckInstance {
  readonly #isDefault: boolean;
  readonly #keyed: ReturnType<typeof keyedFields>;
  readonly #table: KeyTable;
  readonly #hash = new KeyHash();
  readonly #boundary = new Boundary();
  #isOff = false;
  #version: Json = null;
  /** Keys that came while not all were watched. */
  #unwatched = 0;
  #seen = 0;

  constructor(paths: readonly string[], context: CheckContext) {
    this.#isDefault = context.isDefault;
    this.#table = new KeyTable(context.memory);
    this.#keyed = keyedFields(paths, context, () => this.#table.clear());
  }

  onSchema(view: SchemaView) {
    this.#isOff = this.#isDefault && isOfLog(view.schema);
    this.#boundary.bookmark = view.bookmarkProperties?.[0] ?? null;
    return this.#keyed.onSchema(view);
  }

  reads(): readonly string[] {
    const bookmark = this.#boundary.bookmark;
    const keys = this.#keyed.fields().map(({ topLevel }) => topLevel);
    return bookmark === null ? keys : [...keys, bookmark];
  }

  onRecord(view: RecordView): RowResult {
    const fields = this.#keyed.fields();
    const [only] = fields;
    if (only === undefined || this.#isOff) return null;
    if (view.version !== this.#version) this.#beginVersion(view.version);
    if (only.isMany) return this.#each(only, view);
    if (!this.#hashOf(fields, view)) return null;
    const wasThere = this.#add();
    const isResent = this.#boundary.pass(view, this.#hash, wasThere === true);
    return wasThere === true && !isResent ? repeated(fields) : null;
  }

  onSegmentEnd() {
    this.#boundary.close();
    return noOutcomes;
  }

  onEnd() {
    if (this.#unwatched === 0) return noOutcomes;
    const percent = ((this.#seen - this.#unwatched) / this.#seen) * 100;
    const message = `Memory for ${this.#table.size} keys was there; of ${this.#seen} keys ${percent.toFixed(1)} % were compared with all before them.`;
    return [{ outcome: "uninspected" as const, message, details: { share: this.#table.share } }];
  }

  #beginVersion(version: Json): void {
    if (this.#version !== null) this.#table.clear();
    this.#version = version;
  }

  #each(field: Field, view: RecordView): RowResult {
    const isRepeated = field.some(view.record, (value, holder, key) => {
      if (value === null || value === undefined) return false;
      this.#hash.one(value, holder, key, view.numbers);
      return this.#add() === true;
    });
    return isRepeated ? repeated([field]) : null;
  }

  /** Whether the record has a key: one with null in it is none. */
  #hashOf(fields: readonly Field[], view: RecordView): boolean {
    const [only] = fields;
    if (fields.length === 1 && only !== undefined && only.name !== null) {
      const value = only.read(view.record);
      if (value === null || value === undefined) return false;
      this.#hash.one(value, view.record, only.name, view.numbers);
      return true;
    }
    return this.#hashOfAll(fields, view);
  }

  #hashOfAll(fields: readonly Field[], { record, numbers }: RecordView): boolean {
    this.#hash.begin();
    for (const field of fields) {
      const isNull = field.some(record, (value, holder, key) => {
        if (value === null || value === undefined) return true;
        this.#hash.add(value, holder, key, numbers);
        return false;
      });
      if (isNull) return false;
    }
    this.#hash.end();
    return true;
  }

  #add(): boolean | null {
    this.#seen++;
    const wasThere = this.#table.add(this.#hash.high, this.#hash.low);
    if (wasThere === null) this.#unwatched++;
    return wasThere;
  }
}

function repeated(fields: readonly Field[]): RowResult {
  const names = fields.map(({ path }) => path).join(", ");
  return { field: names, message: `${names} came before in this run.` };
}

function isOfLog(schema: Json): boolean {
  const properties = (schema as { readonly properties?: Json } | null)?.properties;
  if (typeof properties !== "object" || properties === null) return false;
  return logProperties.some((name) => Object.hasOwn(properties, name));
}

/**
 * A tap that asks for all rows since its bookmark gets the row at the bookmark again. So the records that a segment begins
 * with may repeat a key, as long as they are the last record before the STATE or have that record's bookmark value.
 */
class Boundary {
  bookmark: string | null = null;
  /** Only records that were sent again have come since the STATE. */
  #isOpen = false;
  #high = 0;
  #low = 0;
  #value: Json = null;

  close(): void {
    this.#isOpen = true;
  }

  /** Notes a record. Whether its key, which was there, is expected to be. */
  pass({ record }: RecordView, { high, low }: KeyHash, wasThere: boolean): boolean {
    const value = this.bookmark === null ? null : (record[this.bookmark] ?? null);
    const isSame = (high === this.#high && low === this.#low) || this.#isAtBookmark(value);
    const isResent = this.#isOpen && wasThere && isSame;
    if (!isResent) this.#isOpen = false;
    this.#high = high;
    this.#low = low;
    this.#value = value;
    return isResent;
  }

  #isAtBookmark(value: Json): boolean {
    return this.#isOpen && value !== null && compareBookmarks(value, this.#value) === 0;
  }
}
