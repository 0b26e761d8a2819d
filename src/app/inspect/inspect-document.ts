import type { Json } from "../../lib/canonical-json.ts";
import type { ExactJson } from "../../quality/index.ts";
import type { LineKind } from "../../singer/index.ts";
import type { CaptureInspector } from "./capture-inspector.ts";
import type { CaptureReader } from "./capture-reader.ts";
import type { Inspection } from "./inspection.ts";
import type { Problem } from "./problem-log.ts";
import type { StreamTally } from "./stream-tally.ts";

/** One stream of a capture. `schemas`: SCHEMA messages; `violations`: of the schema, several may be in one record. */
export type StreamDocument = {
  readonly stream: string;
  readonly records: number;
  readonly bytes: number;
  readonly largest_bytes: number;
  readonly schemas: number;
  readonly schema_dialect: string | null;
  /** `null` where no SCHEMA said. */
  readonly key_properties: readonly string[] | null;
  readonly bookmark_properties: readonly string[];
  /** The latest bookmark among the records. */
  readonly bookmark: Json;
  /** `null` where no record could be held against a schema. */
  readonly violations: number | null;
  readonly invalid_records: number | null;
  /** Records that were not looked into, or had no schema that could be used. */
  readonly uninspected: number;
  readonly keys_checked: number;
  readonly keys_unchecked: number;
  readonly version: number | null;
};

export type ProblemDocument = {
  readonly kind: string;
  readonly variant: string;
  readonly severity: string;
  readonly stream: string | null;
  readonly path: string | null;
  /** The first line with it. */
  readonly line: number | null;
  /** The first ten. */
  readonly lines: readonly number[];
  readonly count: number;
  readonly message: string;
  readonly target_crash: boolean;
  /** Values with letters and digits masked. */
  readonly samples: readonly string[];
};

/** What `inspect --json` prints (design: JSON shapes). */
export type InspectDocument = {
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
  /** Whether no problem is an error. */
  readonly valid: boolean;
  readonly messages: Readonly<Record<LineKind, number>>;
  readonly streams: readonly StreamDocument[];
  /** Records of more streams than are told apart. */
  readonly records_of_other_streams: number;
  readonly problems: readonly ProblemDocument[];
  /** The value of the last STATE, number for number; `null` without one. */
  readonly last_state: Json;
};

export function inspectDocument(
  file: string,
  {
    reader,
    inspection,
    capture,
  }: { reader: CaptureReader; inspection: Inspection; capture: CaptureInspector },
): InspectDocument {
  const problems = inspection.problems.list();
  return {
    file,
    bytes: reader.bytes,
    lines: reader.lines,
    valid: problems.every(({ severity }) => severity !== "error"),
    messages: inspection.messages,
    streams: [...inspection.tallies.values()].map(streamDocument),
    records_of_other_streams: inspection.untold,
    problems: problems.map(problemDocument),
    last_state: stateValue(capture.state.last),
  };
}

function streamDocument(tally: StreamTally): StreamDocument {
  const isInspected = tally.schema !== null && tally.schema.compiled !== null;
  return {
    stream: tally.stream,
    records: tally.records,
    bytes: tally.bytes,
    largest_bytes: tally.largest,
    schemas: tally.schemas,
    schema_dialect: tally.schema?.compiled?.dialect ?? null,
    key_properties: tally.keyProperties,
    bookmark_properties: tally.bookmarkProperties,
    bookmark: tally.latest,
    violations: isInspected || tally.invalidRecords > 0 ? tally.violations : null,
    invalid_records: isInspected || tally.invalidRecords > 0 ? tally.invalidRecords : null,
    uninspected: tally.uninspected,
    keys_checked: tally.keys.checked,
    keys_unchecked: tally.keys.unchecked,
    version: tally.version,
  };
}

function problemDocument(problem: Problem): ProblemDocument {
  return {
    kind: problem.kind,
    variant: problem.variant,
    severity: problem.severity,
    stream: problem.stream,
    path: problem.path,
    line: problem.line,
    lines: problem.lines,
    count: problem.count,
    message: problem.message,
    target_crash: problem.targetCrash,
    samples: problem.samples,
  };
}

function stateValue(state: ExactJson | null): Json {
  if (state === null) return null;
  const { value } = state.value as { readonly value: Json };
  return withTexts(value, state, state.value as object, "value");
}

/** The value with its numbers as they were written; a bookmark of 19 digits would come out as another one. */
function withTexts(value: Json, state: ExactJson, holder: object, key: string): Json {
  if (typeof value === "number") {
    const text = state.numbers.get(holder)?.get(key);
    if (text === undefined) return value;
    return /[NI]/.test(text) ? null : rawNumber(text);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json, at) => withTexts(item, state, value, String(at)));
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return Object.fromEntries(entries.map(([name, item]) => [name, withTexts(item, state, value, name)]));
}

/** Node has `JSON.rawJSON` since 21, the compiler's library not yet. */
function rawNumber(text: string): Json {
  const rawJson: (text: string) => Json = Reflect.get(JSON, "rawJSON");
  return rawJson(text);
}
