import type { Json } from "../../lib/canonical-json.ts";
import { type Judgement, judgePoint } from "../baseline/index.ts";
import {
  type CheckContext,
  defineCheck,
  noOutcomes,
  type Outcome,
  type RecordView,
  type RowResult,
  type StateView,
  type VersionView,
} from "../check.ts";
import { isObject } from "../fields/field.ts";
import { localTimeIn } from "../instant/local-time.ts";
import { noSettings } from "../setting-values.ts";

/**
 * An ACTIVATE_VERSION makes a target delete every row of another version. With none or few records of the new one that is
 * most of the table. SDK taps send it before the records, so it is judged at the end, or held back until enough came.
 */
export const activateVersion = defineCheck<object>({
  key: "activate_version",
  settings: noSettings.meta({
    description:
      "An ACTIVATE_VERSION behind which no or suspiciously few records came: it would delete the table's rows.",
  }),
  needs: ["record", "state", "version"],
  decides: "end",
  isWhole: true,
  actions: ["hold"],
  type: "data_quality",
  byDefault: {},
  create: (_settings, context) => new VersionGuard(context),
});

class VersionGuard {
  readonly #context: CheckContext;
  #activated: Json = null;
  #line: number | null = null;
  /** Records of `#counted`. Those without a version belong to any. */
  #records = 0;
  #counted: Json = null;
  #unversioned = 0;
  /** The version that the target has already, as far as the first STATE tells. */
  #inState: Json = null;
  #sawState = false;

  constructor(context: CheckContext) {
    this.#context = context;
  }

  reads(): readonly string[] {
    return [];
  }

  onRecord({ version }: RecordView): RowResult {
    if (version === undefined || version === null) this.#unversioned++;
    else if (version === this.#counted) this.#records++;
    else {
      this.#counted = version;
      this.#records = 1;
    }
    return null;
  }

  onVersion({ version, line }: VersionView): readonly Outcome[] {
    this.#activated = version;
    this.#line = line;
    return noOutcomes;
  }

  /** Where STATE comes first it is that of the last run. */
  onState({ value }: StateView): readonly Outcome[] {
    if (this.#sawState) return noOutcomes;
    this.#sawState = true;
    const bookmarks = isObject(value) ? value["bookmarks"] : undefined;
    const { stream, counts } = this.#context;
    if (counts.records === 0 && isObject(bookmarks) && Object.hasOwn(bookmarks, stream))
      this.#inState = versionOf(bookmarks[stream] ?? null);
    return noOutcomes;
  }

  holdsVersion(): boolean {
    return this.#problem() !== null;
  }

  onEnd(): readonly Outcome[] {
    const message = this.#line === null ? null : this.#problem();
    if (message === null) return noOutcomes;
    return [
      {
        outcome: "violated",
        message,
        // A line that is never let go fails the run.
        ...(this.#context.onViolation === "hold" ? { severity: "error" as const } : {}),
        line: this.#line,
        value: this.#ofVersion(),
        records: this.#context.counts.records,
      },
    ];
  }

  #ofVersion(): number {
    return this.#unversioned + (this.#counted === this.#activated ? this.#records : 0);
  }

  /** What speaks against letting the version in just now; `null` for nothing. */
  #problem(): string | null {
    // The version of the last run again: no row has another one.
    if (this.#activated === (this.#inState ?? versionOf(this.#context.history.bookmarks))) return null;
    const records = this.#ofVersion();
    if (records === 0)
      return "A version was activated and no record of it came: a target would delete all rows of the table.";
    const judged = this.#judge(records);
    if (judged.outcome !== "unusual" || records >= judged.band.low) return null;
    return `A version was activated with ${records} records, where ${Math.round(judged.band.median)} are usual: a target would delete the rest of the table.`;
  }

  #judge(records: number): Judgement {
    const { history, now, timezone } = this.#context;
    return judgePoint(records, now(), history.points("records"), {
      scale: "count",
      sensitivity: 3,
      minHistory: 3,
      accepted: history.accepted("records"),
      localTime: localTimeIn(timezone),
    });
  }
}

function versionOf(bookmark: Json): Json {
  return isObject(bookmark) ? (bookmark["version"] ?? null) : null;
}
