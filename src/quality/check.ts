import type { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import type { FindingOutcome, RowAction, SchemaChange } from "../model/finding.ts";
import type { Severity } from "../model/severity.ts";
import type { AlertType } from "../model/signal.ts";
import type { NumberTexts } from "./exact/parse-exact.ts";
import type { Field } from "./fields/field.ts";
import type { StreamHistory } from "./history/port.ts";
import type { CompiledSchema, UnusableSchema } from "./schema/compile-schema.ts";
import type { SureValue } from "./walker/sure-value.ts";

export type JsonObject = { readonly [key: string]: Json };

/** Where in a record: keys and places in lists. */
export type Place = readonly (string | number)[];

/** What a check has to see; what nobody needs is not parsed. */
export type Part = "record" | "schema" | "state" | "version";

/** A RECORD as checks see it. One object serves all records: read it during the call, keep nothing of it. */
export interface RecordView {
  readonly record: JsonObject;
  /** Texts of numbers that their doubles don't tell, by the object or list they are in; usually empty. */
  readonly numbers: NumberTexts;
  /** The number of its line, counted from 1. */
  readonly line: number;
  /** The message's `time_extracted`, as written. */
  readonly timeExtracted: Json;
  /** The message's `version`. */
  readonly version: Json;
  /** When the mapper got it, milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** A SCHEMA message of the stream. */
export interface SchemaView {
  readonly schema: Json;
  /** Texts of the schema's numbers that their doubles don't tell. */
  readonly numbers: NumberTexts;
  /** `null` where the message says nothing of them. */
  readonly keyProperties: readonly string[] | null;
  readonly bookmarkProperties: readonly string[] | null;
  readonly line: number;
}

/** A STATE message; every stream's checks see every one. */
export interface StateView {
  readonly value: Json;
  readonly numbers: NumberTexts;
  readonly line: number;
}

/** An ACTIVATE_VERSION message of the stream. */
export interface VersionView {
  readonly version: Json;
  readonly line: number;
}

/** One thing that is wrong with one record. */
export interface Violation {
  /** The field as the configuration or the schema names it; `null` for the record as a whole. */
  readonly field: string | null;
  /** One sentence without a value of the data: "order_nbr is null.". The first one of a field is kept. */
  readonly message: string;
  /** What `mask` redacts, asked during the call; all places of the fields that the entry names where it isn't given. */
  readonly places?: () => readonly Place[];
  /** A target built with the Meltano SDK ends here. */
  readonly targetCrash?: boolean;
  /** `false`: told, but it never acts on the row and never counts for a threshold. Default: true. */
  readonly acts?: boolean;
  /** This could not be judged; it counts as uninspected and as no violation. */
  readonly uninspected?: boolean;
}

/** What a check says of one record. `null` is the good path: it must cost no allocation. */
export type RowResult = Violation | readonly Violation[] | null;

/** What a check says of a stream at a SCHEMA, a STATE, a version, a segment's end or the end. */
export interface Outcome {
  readonly outcome: FindingOutcome;
  readonly field?: string | null;
  /** One sentence without a value of the data other than counts, times and names. */
  readonly message: string;
  /** How much it weighs against `count` and `breaking` thresholds. Default: 1, and 0 for breaking. */
  readonly count?: number;
  readonly breaking?: number;
  /** Share in percent, for checks that are judged by one. */
  readonly percent?: number;
  /** Looked at; default: the records that the entry has looked at. */
  readonly records?: number | null;
  /** Milder or worse than the entry's own severity: safe changes are info. */
  readonly severity?: Severity;
  /** Another type of alert than the check's own. */
  readonly type?: AlertType;
  readonly line?: number | null;
  readonly changes?: readonly SchemaChange[];
  readonly samples?: readonly Json[];
  readonly value?: number | null;
  readonly details?: JsonObject;
}

const noOutcomes: readonly Outcome[] = [];

/** Nothing to say. */
export { noOutcomes };

/**
 * A check at work on one stream. Only what it implements is called. Outcomes of the same field add up: counts, changes,
 * the last value; of severities and messages the worst stays, of equal ones the first. State must be bounded, by
 * `context.memory` or by its nature.
 */
export interface CheckInstance {
  /** Every SCHEMA of the stream, the first one included, before the records it is for. */
  onSchema?(schema: SchemaView): readonly Outcome[];
  onRecord?(record: RecordView): RowResult;
  /**
   * The record's own properties that `onRecord` looks at while the SCHEMA holds. It may then be shown a record that has only
   * those, a missing one as `undefined`. Left out, or `null`: it looks at all of it.
   */
  reads?(): readonly string[] | null;
  /** Records that `onRecord` has nothing to say of and learns nothing from, asked after each SCHEMA: it need not see those. */
  vouchesFor?(): SureValue | null;
  onState?(state: StateView): readonly Outcome[];
  onVersion?(version: VersionView): readonly Outcome[];
  /** Whether the ACTIVATE_VERSION line just seen (or kept back since) is to be kept back, asked on arrival, STATE, end. */
  holdsVersion?(at: "arrival" | "state" | "end"): boolean;
  /** A STATE closed a segment of this stream. */
  onSegmentEnd?(): readonly Outcome[];
  /** The end of the input, once. `complete` is false where the run failed or was stopped before it. */
  onEnd?(end: { readonly complete: boolean }): readonly Outcome[];
  /** Whether there was nothing in all of the run that it could have judged: then it is not said to have passed. */
  isIdle?(): boolean;
}

/** What has come and gone of a stream so far; live. */
export interface StreamCounts {
  readonly records: number;
  readonly quarantined: number;
  readonly dropped: number;
  /** Records that no check could look at. */
  readonly uninspected: number;
}

/** Memory that all checks of a mapper share. */
export interface MemoryBudget {
  /** Whether so many more bytes may be held; they are then counted. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** Something a check learns of another stream's records: one for each key in a run. */
export interface Watch {
  readonly key: string;
  readonly stream: string;
  readonly create: (memory: MemoryBudget) => Watcher;
}

export interface Watcher {
  onRecord(record: RecordView): void;
}

/** What a check may know of where it works. */
export interface CheckContext {
  readonly stream: string;
  readonly tap: string | null;
  /** The name of its entry. */
  readonly name: string;
  readonly onViolation: RowAction;
  /** Whether nobody configured it: then it is quiet where it may be wrong. */
  readonly isDefault: boolean;
  /** Whether a `where` picks the records that it is shown; `counts` are of all of them. */
  readonly isFiltered: boolean;
  readonly counts: StreamCounts;
  /** Earlier runs, read before the first record. */
  readonly history: StreamHistory;
  readonly memory: MemoryBudget;
  readonly now: () => number;
  /** `null`: the machine's, which takes long to ask for. */
  readonly timezone: string | null;
  /** A field by its path, kept resolved against the stream's SCHEMA. */
  readonly field: (path: string) => Field;
  readonly compileSchema: (
    schema: Json,
    numbers: NumberTexts,
    hasLooseDates?: boolean,
  ) => CompiledSchema | UnusableSchema;
  /** The watcher of a `Watch` that the definition asked for. */
  readonly watcher: (key: string) => Watcher | null;
}

/** Something wrong with a check's settings that its schema can't see. `path` starts at the check's own value. */
export interface SettingFault {
  readonly path: Place;
  readonly message: string;
  readonly hint: string | null;
  /** A warning leaves the entry in use. Default: error. */
  readonly severity?: "error" | "warning";
}

/**
 * A kind of check. One file makes one of these, one line in `checks/index.ts` lists it. `settings` is what stands behind
 * its key in `pitchpipe.yml`; a schema that accepts `{}` and its `.meta({description})` go into the documentation.
 */
export interface CheckDefinition<Settings = unknown> {
  readonly key: string;
  readonly settings: z.ZodType<Settings>;
  readonly needs: readonly Part[];
  /** When it is decided: row by row, during the stream (SCHEMA, STATE), once it is over, or `after` the run, elsewhere. */
  readonly decides: "row" | "stream" | "end" | "after";
  /** What may happen to rows; `keep` always may. */
  readonly actions: readonly RowAction[];
  readonly type: AlertType;
  /** It looks at the stream as a whole, so that no `where` can pick records for it. */
  readonly isWhole?: boolean;
  /** It is in violation once or not at all: a count beyond one is never reached, and its share is all or nothing. */
  readonly isOnce?: boolean;
  /** Whether `fail: {breaking: n}` is known to it. */
  readonly countsBreaking?: boolean;
  /** The settings it has where nothing is configured; left out: it is off then. */
  readonly byDefault?: Settings;
  /** Its samples are masked even where `samples: {values: plain}` is set. */
  readonly hidesValues?: boolean;
  /** The fields that the settings name, as paths; empty where they name none. */
  fields?(settings: Settings): readonly string[];
  /** What is wrong with settings that parse. */
  faults?(settings: Settings): readonly SettingFault[];
  /** What it needs of other streams. */
  watches?(settings: Settings): readonly Watch[];
  create(settings: Settings, context: CheckContext): CheckInstance;
}

/** A definition whose settings are of some type. */
export type AnyCheck = CheckDefinition<unknown>;

/** Keeps a definition's own type of settings while it is written down. */
export function defineCheck<Settings>(definition: CheckDefinition<Settings>): AnyCheck {
  return definition as AnyCheck;
}
