import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { runTrial } from "../../../test/mapper/trial.ts";
import { blankTexts, propertySchemas, valueTexts } from "../../../test/quality/noisy-lines.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { memoryBudget, RunChecks, RunPast } from "../../quality/index.ts";
import { streamsSettings } from "../../quality/settings.ts";
import { QualityInspector } from "./quality-inspector.ts";

interface Pipeline {
  readonly streams: object;
  readonly lines: readonly string[];
  readonly columns: boolean;
  /** Where the bytes are cut into chunks. */
  readonly chunk: number;
}

/** All that a run with checks leaves, and how many lines were not read one by one. */
async function run({ streams, lines, columns, chunk }: Pipeline, mayTakeTogether: boolean) {
  const past = new RunPast({ memory: memoryBudget(1 << 22), columns });
  const checks = new RunChecks({
    ...{ tap: "tap-x", now: () => 1_750_000_000_000, memoryBytes: 1 << 24, timezone: "UTC" },
    ...{ defaultChecks: true, strict: { unknown_streams: false, unknown_fields: false } },
    layers: [streamsSettings.parse(streams)],
    samples: { rows: 2, values: "plain" },
    redact: (value) => value,
    history: (stream) => past.history(stream),
  });
  past.arrived({ runs: 0, streams: [] } as never);
  const inspector = new QualityInspector({ checks, past, onSchema: () => undefined, maxPercent: null });
  let together = 0;
  const takes = inspector.onLines.bind(inspector);
  inspector.onLines = (asked) => {
    const taken = mayTakeTogether ? takes(asked) : null;
    together += taken?.count ?? 0;
    return taken;
  };
  const bytes = Buffer.from(lines.join(""));
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  const trial = await runTrial(chunks, { inspector });
  const left = {
    ...{ output: trial.output.toString("latin1"), exitCode: trial.exitCode, reason: trial.reason },
    ...{ quarantined: trial.quarantined, counts: trial.recorder.counts, segments: trial.recorder.segments },
    ...{ findings: inspector.findings(), passed: inspector.passed(), profiles: inspector.profiles() },
  };
  return { left, together };
}

async function expectSame(pipeline: Pipeline): Promise<number> {
  const [quick, slow] = [await run(pipeline, true), await run(pipeline, false)];
  expect(quick.left).toEqual(slow.left);
  return quick.together;
}

const names = ["id", "a", "note", "qty", "mod_ts"];
const good: Readonly<Record<string, (at: number) => string>> = {
  id: (at) => String(at),
  a: (at) => String(at / 8),
  note: (at) => `"note ${at % 50}"`,
  qty: (at) => String(at % 9),
  mod_ts: (at) => `"2025-01-01T00:00:${String(at % 60).padStart(2, "0")}Z"`,
};
const plainSchemas: Readonly<Record<string, Json>> = {
  id: { type: "integer" },
  a: { type: ["number", "null"] },
  note: { type: ["string", "null"] },
  qty: { type: ["integer", "null"] },
  mod_ts: { type: "string", format: "date-time" },
};

const anyCheck = fc.constantFrom<object>(
  { not_null: ["qty"] },
  { required: ["note"] },
  { range: { field: "a", min: 0, max: 100 } },
  { range: { field: "qty", min: 0.5 }, where: "id > 3" },
  { length: { field: "note", max: 12 } },
  { pattern: { field: "note", regex: "^n[a-z]*" } },
  { enum: { field: "qty", values: [0, 1, 2, 3, 4, 5, 6, 7, 8] } },
  { format: { field: "mod_ts", format: "date-time" } },
  { type: { field: "id", type: "integer" } },
  { expression: "qty <= id + 5" },
  { expression: "!has(meta) || id < 200" },
  { not_null: ["note"], where: "has(more)" },
  { null_rate: { field: "note", max_percent: 10 } },
  { freshness: { max_lag: "1h" } },
  { unique: ["note", "qty"], name: "pairs" },
  { sensitive: { fields: ["note"] } },
  { range: { field: "meta.size", max: 5 } },
);
const anyEntry = fc
  .tuple(
    anyCheck,
    fc.constantFrom("keep", "keep", "quarantine", "drop", "mask"),
    fc.constantFrom<object | undefined>(undefined, undefined, { count: 30 }, { percent: 60 }),
  )
  .map(([check, action, fail]) => ({
    ...check,
    ...(mayAct(check, action) ? { on_violation: action } : {}),
    ...(fail === undefined ? {} : { fail }),
  }));

function mayAct(check: object, action: string): boolean {
  const isMasking = ["range", "length", "pattern", "enum", "format", "type", "sensitive"].some(
    (key) => key in check,
  );
  const isEnd = "null_rate" in check || "freshness" in check;
  return action === "keep" || (!isEnd && (action !== "mask" || isMasking));
}

function schemaLine(stream: string, properties: object): string {
  const schema = { properties };
  return `${JSON.stringify({ type: "SCHEMA", stream, schema, key_properties: ["id"], bookmark_properties: ["mod_ts"] })}\n`;
}

function goodLine(stream: string, at: number): string {
  const members = names.map((name) => `"${name}":${good[name]?.(at)}`).join(",");
  return `{"type":"RECORD","stream":"${stream}","record":{${members}}}\n`;
}

const state = (at: number): string =>
  `{"type":"STATE","value":{"bookmarks":{"s":{"replication_key_value":"2025-01-01T00:00:${at % 60}Z"}}}}\n`;

/** A line that is mostly right, in one thing or several not. */
const anyLine = fc
  .record({
    at: fc.integer({ min: 0, max: 300 }),
    changes: fc.array(fc.tuple(fc.constantFrom(...names, "meta", "more"), valueTexts), { maxLength: 2 }),
    left: fc.subarray(names, { minLength: 3 }),
    blank: blankTexts,
    tail: fc.constantFrom(
      ...[
        "",
        "",
        "",
        ',"version":3',
        ',"version":4',
        ',"version":1.0',
        ',"time_extracted":"2025-01-01T00:00:00Z"',
      ],
      ...[
        ',"stream":"t"',
        ',"type":"STATE"',
        ',"record":{"id":1}',
        ',"\\u0074ype":"STATE"',
        ',"x":[1.0,{}]',
        "}",
      ],
    ),
    stream: fc.constantFrom("s", "s", "s", "s", "t"),
    isReordered: fc.boolean(),
  })
  .map(({ at, changes, left, blank, tail, stream, isReordered }) => {
    const pairs = [...left.map((name) => [name, good[name]?.(at) ?? ""] as const), ...changes];
    const members = (isReordered ? pairs.toReversed() : pairs).map(
      ([name, text]) => `"${name}":${blank}${text}`,
    );
    return `{"type":"RECORD",${blank}"stream":"${stream}","record":${blank}{${members.join(`,${blank}`)}}${tail}}\n`;
  });

const anyNews = fc.oneof(
  { weight: 30, arbitrary: anyLine },
  { weight: 60, arbitrary: fc.integer({ min: 0, max: 100_000 }).map((at) => goodLine("s", at)) },
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 59 }).map(state) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "\n",
      "{}\n",
      "garbage\n",
      '{"type":"ACTIVATE_VERSION","stream":"s","version":3}\n',
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...names), propertySchemas)
      .map(([name, schema]) => schemaLine("s", { ...plainSchemas, [name]: schema })),
  },
);

const anyPipeline = fc.record({
  entries: fc.array(anyEntry, { maxLength: 3 }),
  schemas: fc.dictionary(fc.constantFrom(...names, "meta"), propertySchemas, { maxKeys: 2 }),
  news: fc.array(anyNews, { minLength: 30, maxLength: 150 }),
  chunk: fc.constantFrom(997, 65_536),
});

/** So many records come before lines are taken together at all. */
const warmUp = 130;

function linesOf(schemas: object, count: number): string[] {
  const first = Array.from({ length: count }, (_, at) => goodLine("s", at));
  return [schemaLine("s", { ...plainSchemas, ...schemas }), ...first];
}

describe("lines that are taken together", () => {
  it("leave what the same lines leave that are read one by one", async () => {
    let together = 0;
    await fc.assert(
      fc.asyncProperty(anyPipeline, async ({ entries, schemas, news, chunk }) => {
        const named = entries.map((entry, at) => ({ ...entry, name: `check_${at}` }));
        const lines = [...linesOf(schemas, warmUp), ...news, state(1)];
        together += await expectSame({ streams: { s: { checks: named } }, lines, columns: false, chunk });
      }),
      { numRuns: 100 },
    );
    expect(together).toBeGreaterThan(300);
  });

  it("may be of streams that take turns", async () => {
    const turns = Array.from({ length: 600 }, (_, at) => goodLine(at % 2 === 0 ? "s" : "t", at));
    const lines = [schemaLine("s", plainSchemas), schemaLine("t", plainSchemas), ...turns, state(1)];
    expect(await expectSame({ streams: {}, lines, columns: false, chunk: 65_536 })).toBeGreaterThan(350);
  });

  it("are those of the busiest hundred streams, and the others lose nothing", async () => {
    const streams = Array.from({ length: 105 }, (_, at) => `s${at}`);
    const lines = [...streams, "s0", "s1"].flatMap((stream) => [
      schemaLine(stream, plainSchemas),
      ...Array.from({ length: 120 }, (_, at) => goodLine(stream, at)),
    ]);
    const pipeline = { streams: {}, lines: [...lines, state(1)], columns: false, chunk: 65_536 };
    expect(await expectSame(pipeline)).toBeGreaterThan(105 * 15);
  });

  it("are none where there is no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    try {
      const lines = [...linesOf({}, 300), state(1)];
      expect(await expectSame({ streams: {}, lines, columns: false, chunk: 65_536 })).toBe(0);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("leave the same metrics of columns", async () => {
    let together = 0;
    await fc.assert(
      fc.asyncProperty(anyPipeline, async ({ schemas, news, chunk }) => {
        const lines = [...linesOf(schemas, 6000), ...news, state(1)];
        together += await expectSame({ streams: {}, lines, columns: true, chunk });
      }),
      { numRuns: 8 },
    );
    expect(together).toBeGreaterThan(300);
  });
});
