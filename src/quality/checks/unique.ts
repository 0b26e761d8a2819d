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
import type { KeyHash } from "../keys/key-hash.ts";
import { KeySet } from "../keys/key-set.ts";
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
  readonly #keys: KeySet;
  readonly #boundary = new Boundary();
  #isOff = false;
  #version: Json = null;
  /** Keys that came while not all were watched. */
  #unwatched = 0;
  #seen = 0;

  constructor(paths: readonly string[], context: CheckContext) {
    this.#isDefault = context.isDefault;
    this.#keys = new KeySet(context.memory);
    this.#keyed = keyedFields(paths, context, () => this.#keys.clear());
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
    const wasThere =
      fields.length === 1 && only.name !== null ? this.#addOne(only, view) : this.#addAll(fields, view);
    if (wasThere === "no key") return null;
    const isResent = this.#boundary.pass(view, this.#keys.hash, wasThere === true);
    return wasThere === true && !isResent ? repeated(fields) : null;
  }

  onSegmentEnd() {
    this.#boundary.close();
    return noOutcomes;
  }

  onEnd() {
    if (this.#unwatched === 0) return noOutcomes;
    const percent = ((this.#seen - this.#unwatched) / this.#seen) * 100;
    const message = `Memory for ${this.#keys.count()} keys was there; of ${this.#seen} keys ${percent.toFixed(1)} % were compared with all before them.`;
    return [{ outcome: "uninspected" as const, message, details: { share: this.#keys.share } }];
  }

  isIdle(): boolean {
    return this.#seen === 0;
  }

  #beginVersion(version: Json): void {
    if (this.#version !== null) this.#keys.clear();
    this.#version = version;
  }

  #each(field: Field, view: RecordView): RowResult {
    const isRepeated = field.some(view.record, (value, holder, key) => {
      if (value === null || value === undefined) return false;
      return this.#noted(this.#keys.add(value, holder, key, view.numbers)) === true;
    });
    return isRepeated ? repeated([field]) : null;
  }

  #addOne(field: Field, { record, numbers }: RecordView): KeyResult {
    const value = field.read(record);
    if (value === null || value === undefined) return "no key";
    return this.#noted(this.#keys.add(value, record, field.name ?? "", numbers));
  }

  #addAll(fields: readonly Field[], { record, numbers }: RecordView): KeyResult {
    const { hash } = this.#keys;
    hash.begin();
    for (const field of fields) {
      const isNull = field.some(record, (value, holder, key) => {
        if (value === null || value === undefined) return true;
        hash.add(value, holder, key, numbers);
        return false;
      });
      if (isNull) return "no key";
    }
    hash.end();
    return this.#noted(this.#keys.addHashed());
  }

  #noted(wasThere: boolean | null): boolean | null {
    this.#seen++;
    if (wasThere === null) this.#unwatched++;
    return wasThere;
  }
}

/** Whether a record's key was there (`null`: not watched); one with null in it is none. */
type KeyResult = boolean | null | "no key";

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
