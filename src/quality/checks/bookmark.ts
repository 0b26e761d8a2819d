import type { Json } from "../../lib/canonical-json.ts";
import { type BookmarkLeaves, bookmarkLeaves, hasProgressMarkers } from "../bookmark/bookmark-leaves.ts";
import { compareBookmarks } from "../bookmark/compare-bookmarks.ts";
import {
  type CheckContext,
  defineCheck,
  noOutcomes,
  type Outcome,
  type RecordView,
  type RowResult,
  type SchemaView,
  type StateView,
} from "../check.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import { isObject } from "../fields/field.ts";
import { readInstant } from "../instant/read-instant.ts";
import { noSettings } from "../setting-values.ts";

/** A bookmark further ahead than this is no matter of clocks and zones. */
const futureMs = 26 * 3_600_000;
/** With so many partitions only every n-th STATE is compared, and the last: they come with one more each time. */
const manyLeaves = 1000;
const everyNth = 16;
const noNumbers: NumberTexts = new Map();

/** What STATE says of how far a stream came, against its records and against itself. */
export const bookmark = defineCheck<object>({
  key: "bookmark",
  settings: noSettings.meta({
    description: "Bookmarks in STATE: going back, standing still, lost, in the future.",
  }),
  needs: ["record", "schema", "state"],
  decides: "stream",
  isWhole: true,
  actions: [],
  type: "data_quality",
  byDefault: {},
  create: (_settings, context) => new BookmarkWatch(context),
});

class BookmarkWatch {
  readonly #context: CheckContext;
  /** A handful of words, mostly none. */
  readonly #told: string[] = [];
  /** Where the run began: its first STATE, if that came before the records. */
  #start: BookmarkLeaves | null = null;
  #last: BookmarkLeaves | null = null;
  /** The stream's part of the last STATE; `undefined` where that had none. */
  #raw: Json | undefined;
  #sawState = false;
  #key: string | null = null;
  #states = 0;
  /** A STATE that was passed over. */
  #pending: { readonly own: Json; readonly numbers: NumberTexts; readonly line: number } | null = null;
  #newest: Json = null;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  onSchema({ bookmarkProperties }: SchemaView): readonly Outcome[] {
    const [name] = bookmarkProperties ?? [];
    if (name !== undefined) this.#key = name;
    return noOutcomes;
  }

  /** No STATE said anything of this stream. */
  isIdle(): boolean {
    return this.#raw === undefined;
  }

  reads(): readonly string[] {
    return this.#key === null ? [] : [this.#key];
  }

  /** The newest value of the replication key. Bookmarks that are written alike are compared without reading them. */
  onRecord({ record, numbers }: RecordView): RowResult {
    const key = this.#key;
    if (key === null || !Object.hasOwn(record, key)) return null;
    const value = numbers.size === 0 ? record[key] : (numbers.get(record)?.get(key) ?? record[key]);
    if (value === undefined || value === null || value === this.#newest) return null;
    if (this.#newest === null || compareBookmarks(value, this.#newest) === 1) this.#newest = value;
    return null;
  }

  onState({ value, numbers, line }: StateView): readonly Outcome[] {
    const bookmarks = isObject(value) ? value["bookmarks"] : undefined;
    const { stream } = this.#context;
    const own = isObject(bookmarks) && Object.hasOwn(bookmarks, stream) ? bookmarks[stream] : undefined;
    const wasThere = this.#raw !== undefined;
    this.#sawState = true;
    this.#raw = own;
    if (own === undefined)
      return wasThere
        ? this.#tell(
            "dropped",
            "A STATE without this stream, which an earlier one had; its bookmark is lost.",
            line,
          )
        : noOutcomes;
    const isPassedOver = (this.#last?.size ?? 0) > manyLeaves && ++this.#states % everyNth !== 0;
    this.#pending = isPassedOver ? { own, numbers, line } : null;
    return isPassedOver ? noOutcomes : this.#compare(own, numbers, line);
  }

  onEnd({ complete }: { readonly complete: boolean }): readonly Outcome[] {
    if (!complete || !this.#sawState) return noOutcomes;
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null) {
      const late = this.#compare(pending.own, pending.numbers, pending.line);
      if (late.length > 0) return late;
    }
    if (this.#raw !== undefined && hasProgressMarkers(this.#raw))
      return this.#tell(
        "unfinished",
        "The last STATE says that the stream did not finish: its progress is not resumable.",
        null,
      );
    return [...this.#againstLastRun(), ...this.#againstStart()];
  }

  /** Whether this run's last STATE is behind what the last good run left, or without the stream. */
  #againstLastRun(): readonly Outcome[] {
    const before = this.#lastRun();
    if (before === null || before.size === 0) return noOutcomes;
    if (this.#raw === undefined)
      return this.#tell(
        "dropped",
        "The last STATE is without this stream, which that of the last good run had; its bookmark is lost.",
        null,
      );
    for (const [place, value] of this.#last ?? []) {
      const held = place.endsWith("replication_key_value") ? before.get(place) : undefined;
      if (held !== undefined && held !== value && compareBookmarks(value, held) === -1)
        return this.#tell(
          "back",
          `The bookmark (${place}) lies before that of the last good run: what came since will come again.`,
          null,
        );
    }
    return noOutcomes;
  }

  #compare(own: Json, numbers: NumberTexts, line: number): readonly Outcome[] {
    const leaves = bookmarkLeaves(own, numbers);
    const before = this.#last;
    this.#last = leaves;
    if (before === null && this.#context.counts.records === 0) this.#start = leaves;
    if (leaves === null) return noOutcomes;
    for (const [place, value] of leaves) {
      const held = before?.get(place);
      if (held !== undefined && held !== value && compareBookmarks(value, held) === -1)
        return this.#tell(
          "back",
          `A STATE whose bookmark (${place}) lies before that of an earlier STATE; the last one wins.`,
          line,
        );
      if (held !== value && this.#isFuture(value))
        return this.#tell(
          "future",
          `A bookmark (${place}) lies more than a day in the future: what comes until then may be skipped.`,
          line,
        );
    }
    return noOutcomes;
  }

  #isFuture(value: Json): boolean {
    // A plain number may be an id.
    const at = typeof value === "string" && !/^\d+$/.test(value) ? readInstant(value) : null;
    return at !== null && at > this.#context.now() + futureMs;
  }

  /** The bookmark at the end against that at the start, where both are one value of the replication key. */
  #againstStart(): readonly Outcome[] {
    const place = "replication_key_value";
    const end = this.#last?.get(place);
    const start = this.#startAt(place, end);
    if (start === undefined || end === undefined) return noOutcomes;
    const moved = compareBookmarks(end, start);
    if (moved === 1 && this.#context.counts.records === 0)
      return this.#tell("empty", "The bookmark went on although no record came.", null, "info");
    // The row at the boundary comes again each time; only what lies beyond it should have moved the bookmark.
    const hasNewer = this.#newest !== null && compareBookmarks(this.#newest, start) === 1;
    if (moved === 0 && hasNewer)
      return this.#tell(
        "still",
        "Records beyond the bookmark came, and the bookmark stayed: they will come again each time.",
        null,
      );
    return noOutcomes;
  }

  /** Where no record came the first STATE may be the end already; the last run knows better then. */
  #startAt(place: string, end: Json | undefined): Json | undefined {
    const begun = this.#start?.get(place);
    const saysNothing = begun === undefined || (this.#context.counts.records === 0 && begun === end);
    return saysNothing ? (this.#lastRun()?.get(place) ?? begun) : begun;
  }

  #lastRun(): BookmarkLeaves | null {
    const { history } = this.#context;
    return history.bookmarks === null ? null : bookmarkLeaves(history.bookmarks, noNumbers);
  }

  /** Each thing once: taps repeat STATE by the thousand. */
  #tell(what: string, message: string, line: number | null, severity?: "info"): readonly Outcome[] {
    if (this.#told.includes(what)) return noOutcomes;
    this.#told.push(what);
    const outcome: Outcome = { outcome: "violated", field: this.#key, message, line };
    return [severity === undefined ? outcome : { ...outcome, severity }];
  }
}
