import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import { formatDuration } from "../../lib/duration.ts";
import { duration } from "../../lib/setting-types.ts";
import { type CheckContext, defineCheck, noOutcomes, type Outcome } from "../check.ts";
import { isObject } from "../fields/field.ts";
import { pathOfName } from "../fields/field-path.ts";
import { readInstant } from "../instant/read-instant.ts";
import { fieldPath } from "../setting-values.ts";

const settings = z
  .strictObject({
    field: fieldPath.optional().meta({
      description: "The field with the time of the event. Left out: the replication key.",
    }),
    max_lag: duration.meta({ description: "How old the newest record may be when the run ends." }),
  })
  .meta({ description: "The age of the newest event. Times without a zone are UTC." });

type FreshnessSettings = z.output<typeof settings>;

/** How long the newest event of a stream is ago, and how many records came later than that would allow. */
export const freshness = defineCheck<FreshnessSettings>({
  key: "freshness",
  settings,
  needs: ["record", "schema", "state"],
  decides: "end",
  isOnce: true,
  actions: [],
  type: "freshness",
  fields: ({ field }) => (field === undefined ? [] : [field]),
  create: (given, context) => new Freshness(given, context),
});

class Freshness {
  readonly #maxLag: number;
  readonly #context: CheckContext;
  #path: string | null;
  #field: ReturnType<CheckContext["field"]> | null;
  readonly #isFixed: boolean;
  #newest: number | null = null;
  #bookmark: Json = null;
  #last: Json | undefined;
  #lastAt: number | null = null;
  #records = 0;
  #unreadable = 0;
  #late = 0;

  constructor({ field, max_lag }: FreshnessSettings, context: CheckContext) {
    this.#maxLag = max_lag;
    this.#context = context;
    this.#isFixed = field !== undefined;
    this.#path = field ?? null;
    this.#field = field === undefined ? null : context.field(field);
  }

  onSchema({ bookmarkProperties }: { readonly bookmarkProperties: readonly string[] | null }) {
    const name = bookmarkProperties?.[0];
    if (this.#isFixed || name === undefined || this.#path === pathOfName(name)) return noOutcomes;
    this.#path = pathOfName(name);
    this.#field = this.#context.field(this.#path);
    return noOutcomes;
  }

  reads(): readonly string[] {
    return this.#field === null ? [] : [this.#field.topLevel];
  }

  onRecord({
    record,
    receivedAt,
  }: {
    readonly record: { readonly [key: string]: Json };
    readonly receivedAt: number;
  }) {
    if (this.#field === null) return null;
    const value = this.#field.read(record);
    // Whole pages often hold one time.
    if (value !== this.#last || this.#records === 0) {
      this.#last = value;
      this.#lastAt = readInstant(value);
    }
    this.#records++;
    const at = this.#lastAt;
    if (at === null) {
      this.#unreadable++;
      return null;
    }
    if (this.#newest === null || at > this.#newest) this.#newest = at;
    if (receivedAt - at > this.#maxLag) this.#late++;
    return null;
  }

  onState({ value }: { readonly value: Json }) {
    const bookmarks = isObject(value) ? value["bookmarks"] : undefined;
    const { stream } = this.#context;
    const own = isObject(bookmarks) && Object.hasOwn(bookmarks, stream) ? bookmarks[stream] : undefined;
    if (!this.#isFixed && isObject(own)) this.#bookmark = own["replication_key_value"] ?? null;
    return noOutcomes;
  }

  onEnd(): readonly Outcome[] {
    const newest = this.#newest ?? readInstant(this.#bookmark);
    const records = this.#records;
    if (newest === null) return [{ outcome: "uninspected", message: this.#whyUnknown(), records }];
    const lag = this.#context.now() - newest;
    if (lag <= this.#maxLag) return noOutcomes;
    const from = this.#newest === null ? "No record came, and the bookmark is" : "The newest record is";
    const late = this.#late === 0 ? "" : ` ${this.#late} of ${records} records are older than that.`;
    const message = `${from} ${formatDuration(lag)} old; at most ${formatDuration(this.#maxLag)} are allowed.${late}`;
    const details = { lag_seconds: lag / 1000, late_records: this.#late, unreadable: this.#unreadable };
    return [{ outcome: "violated", field: this.#path, message, value: lag / 1000, records, details }];
  }

  #whyUnknown(): string {
    if (this.#path === null) return "The stream names no replication key, and the check no field.";
    if (this.#records === 0) return "No record came to tell how fresh the data are.";
    return `${this.#path} holds nothing that reads as a time.`;
  }
}
