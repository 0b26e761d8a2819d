import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { makeScratchProject } from "../../../test/alerts/project.ts";
import { aSchema, seed } from "../../../test/fixtures/quality/seed.ts";
import { aFinding } from "../../../test/fixtures/store/samples.ts";
import { StreamColumns } from "../../quality/index.ts";

const steady = Array.from({ length: 14 }, (_, number) => ({ number, records: 100 + number }));

function columnsOf(rows: readonly { readonly [key: string]: string | number | null }[]) {
  const columns = new StreamColumns({ take: () => true });
  for (const row of rows) columns.add(row);
  return columns.metrics();
}

describe("quality baseline", () => {
  it("shows the band, the last run against it, and a sparkline", async () => {
    await using project = makeScratchProject();
    await seed(project.root, [...steady, { number: 14, records: 900, profile: { flagged: ["records"] } }]);
    const { baselines } = await project.json(["quality", "baseline", "orders", "--metric", "records"]);
    expect(baselines).toMatchObject([
      {
        job: "daily-load",
        stream: "orders",
        metric: "records",
        runs: 15,
        outcome: "unusual",
        last: { value: 900, flagged: true },
      },
    ]);
    expect(baselines[0].median).toBeCloseTo(106.5, 0);
    expect(baselines[0].low).toBeLessThan(100);
    expect(baselines[0].high).toBeLessThan(900);
    const { out } = await project.pitchpipe(["quality", "baseline"]);
    expect(out).toMatch(/orders +records +15 +900 +10\d +\d+ to \d+ +▁.*█ +unusual/);
  });

  it("says what it can't say yet", async () => {
    await using project = makeScratchProject();
    expect((await project.pitchpipe(["quality", "baseline"])).out).toContain("put `watch`");
    await seed(project.root, steady.slice(0, 3));
    expect((await project.json(["quality", "baseline"])).baselines[0]).toMatchObject({
      outcome: "insufficient_history",
      median: null,
    });
  });

  it("judges as the volume check of the stream does", async () => {
    await using project = makeScratchProject();
    await seed(project.root, [...steady, { number: 14, records: 140 }]);
    const judged = async (checks: string) => {
      writeFileSync(
        join(project.root, "pitchpipe.yml"),
        `version: 1\nstreams: {"*": {checks: [${checks}]}}\n`,
      );
      return (await project.json(["quality", "baseline", "--metric", "records"])).baselines[0].outcome;
    };
    expect(await judged("")).toBe("usual");
    expect(await judged("{volume: {sensitivity: 1}}")).toBe("unusual");
    expect(await judged("{volume: {sensitivity: 1}, mode: shadow}")).toBe("usual");
    expect(await judged("{volume: {min_history: 50}}")).toBe("insufficient_history");
  });

  it("accepts a level and a held schema, and says who did", async () => {
    await using project = makeScratchProject();
    await seed(project.root, [
      ...steady.map((run) => ({ ...run, profile: { schema: aSchema("old") } })),
      { number: 14, records: 900, profile: { flagged: ["records"] as const } },
      {
        number: 15,
        records: 3,
        run: { status: "failed" as const },
        profile: { schema: { ...aSchema("new"), held: true } },
      },
    ]);
    const said = await project.pitchpipe([
      "quality",
      "baseline",
      "accept",
      "orders",
      "--metric",
      "records",
      "--by",
      "ann",
    ]);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining("the records of orders") });
    const { accepted } = await project.json(["quality", "baseline", "accept", "orders"]);
    expect(
      accepted.map(({ metric, schema_hash }: { metric: string; schema_hash: string }) => [
        metric,
        schema_hash,
      ]),
    ).toEqual([
      ["records", null],
      ["bytes", null],
      ["duration", null],
      ["schema", "new"],
    ]);
    const [records] = (await project.json(["quality", "baseline", "orders"])).baselines;
    expect(records).toMatchObject({ accepted_from: "2026-03-16T06:00:00.000Z" });
  });

  it("names what is not there", async () => {
    await using project = makeScratchProject();
    await seed(project.root, steady);
    expect(await project.pitchpipe(["quality", "baseline", "accept", "nothing"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("NOT_FOUND"),
    });
    expect((await project.pitchpipe(["quality", "baseline", "--job", "daily-lod"])).err).toContain(
      "Did you mean daily-load?",
    );
    expect((await project.pitchpipe(["quality", "baseline", "--metric", "record"])).err).toContain(
      "Did you mean records?",
    );
    expect(await project.pitchpipe(["quality", "history", "nothing"])).toMatchObject({ code: 2 });
    expect((await project.json(["quality", "baseline", "nothing"])).baselines).toEqual([]);
  });
});

it("quality list shows what each check of the last run said", async () => {
  await using project = makeScratchProject();
  const bad = aFinding({ stream: "orders", name: "not_null id", outcome: "violated" });
  await seed(project.root, [
    { number: 1, records: 5 },
    { number: 2, records: 5, findings: [bad], passed: ["volume"] },
  ]);
  const { checks } = await project.json(["quality", "list"]);
  expect(checks).toMatchObject([
    { job: "daily-load", stream: "orders", name: "not_null id", outcome: "violated" },
    { stream: "orders", name: "volume", outcome: "passed", severity: null },
  ]);
  expect((await project.json(["quality", "list", "items"])).checks).toEqual([]);
  expect((await project.pitchpipe(["quality", "list"])).out).toContain("passed");
});

it("quality history shows what runs saw of a stream", async () => {
  await using project = makeScratchProject();
  const columns = columnsOf([
    { id: 1, note: null },
    { id: 2, note: "a" },
  ]);
  await seed(project.root, [
    { number: 1, records: 5 },
    { number: 2, records: 7, profile: { columns, schema: aSchema("abcdef0123") } },
  ]);
  const { runs } = await project.json(["quality", "history", "orders"]);
  expect(runs).toMatchObject([
    {
      records: 7,
      bytes: 700,
      duration_seconds: 5,
      schema_hash: "abcdef0123",
      columns: [
        { column: "id", distinct: 2, min: 1 },
        { column: "note", nulls: 1 },
      ],
    },
    { records: 5, schema_hash: null, columns: null },
  ]);
  expect((await project.pitchpipe(["quality", "history", "orders"])).out).toContain("note 50.0 %");
});

it("quality shadow adds up what would have happened", async () => {
  await using project = makeScratchProject();
  const shadow = (level: "warn" | "fail", violations: number) =>
    aFinding({
      stream: "orders",
      name: "pattern",
      mode: "shadow",
      outcome: "violated",
      level,
      violations,
      action: "quarantine",
    });
  await seed(project.root, [
    { number: 1, records: 5, findings: [shadow("warn", 2)] },
    { number: 2, records: 5, findings: [shadow("fail", 3), aFinding({ stream: "orders", name: "active" })] },
    { number: 3, records: 5 },
  ]);
  expect((await project.json(["quality", "shadow"])).shadow).toMatchObject([
    {
      stream: "orders",
      name: "pattern",
      runs: 3,
      runs_violated: 2,
      runs_warned: 1,
      runs_failed: 1,
      violations: 5,
      action: "quarantine",
    },
  ]);
  expect((await project.pitchpipe(["quality", "shadow"])).out).toContain("2 of 3");
});

describe("quality suggest", () => {
  const record = (id: number) => ({
    id,
    status: ["OPEN", "DONE"][id % 2] ?? "",
    code: `A${String(id).padStart(5, "0")}`,
    qty: id % 7,
    balance: id - 100,
    note: id % 10 === 0 ? null : `n${id}`,
  });
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  const schema = {
    type: "SCHEMA",
    stream: "orders",
    schema: { properties: { id: {}, status: {}, code: {}, qty: {}, balance: {}, note: {} } },
    key_properties: ["id"],
  };
  const capture = (records: readonly object[]) =>
    [schema, ...records.map((each) => ({ type: "RECORD", stream: "orders", record: each }))]
      .map(line)
      .join("");

  it("proposes from a capture what its data pass, with the evidence", async () => {
    await using project = makeScratchProject();
    writeFileSync(
      join(project.root, "c.singer"),
      capture(Array.from({ length: 300 }, (_, id) => record(id))),
    );
    const { code, out } = await project.pitchpipe(["quality", "suggest", "--file", "c.singer"]);
    expect(code).toBe(0);
    expect(parse(out)).toEqual({
      streams: {
        orders: {
          checks: [
            { unique: ["id"] },
            { not_null: ["status", "code", "qty", "balance"] },
            { range: { field: "id", min: 0 } },
            { enum: { field: "status", values: ["DONE", "OPEN"] } },
            { length: { field: "code", min: 6, max: 6 } },
            { range: { field: "qty", min: 0 } },
            { null_rate: { field: "note", max_percent: 20 } },
          ],
        },
      },
    });
    expect(out).toContain("# no null in 300 records");
  });

  it("never proposes what the data break, nor from a handful of rows", async () => {
    await using project = makeScratchProject();
    const doubled = [...Array.from({ length: 300 }, (_, id) => record(id)), record(5)];
    writeFileSync(join(project.root, "d.singer"), capture(doubled));
    const { streams } = await project.json(["quality", "suggest", "orders", "--file", "d.singer"]);
    const keys = streams[0].suggestions.map(({ entry }: { entry: object }) => Object.keys(entry)[0]);
    expect(keys).not.toContain("unique");
    writeFileSync(join(project.root, "few.singer"), capture([record(1), record(2)]));
    expect((await project.pitchpipe(["quality", "suggest", "--file", "few.singer"])).out).toContain(
      "# orders: nothing",
    );
  });

  it("doesn't propose what the checks read otherwise than it looks", async () => {
    await using project = makeScratchProject();
    const odd = Array.from({ length: 300 }, (_, id) => ({
      // Both spellings of one letter are one key, an emoji is one character, and NaN is no number.
      id: `${id % 2 === 0 ? "\u00e9" : "e\u0301"}${id >> 1}`,
      code: id % 2 === 0 ? `\u{1f600}${id + 1000}` : `ab${id + 1000}`,
      qty: id === 7 ? "NaN" : id,
    }));
    writeFileSync(join(project.root, "odd.singer"), capture(odd).replace('"NaN"', "NaN"));
    const { streams } = await project.json(["quality", "suggest", "--file", "odd.singer"]);
    expect(streams[0].suggestions.map(({ entry }: { entry: object }) => entry)).toEqual([
      { not_null: ["code"] },
      { null_rate: { field: "qty", max_percent: 5 } },
    ]);
  });

  it("calls a column that a run didn't have no full one", async () => {
    await using project = makeScratchProject();
    const rows = Array.from({ length: 200 }, (_, id) => record(id));
    const without = rows.map(({ qty: _, ...rest }) => rest);
    await seed(project.root, [
      { number: 1, records: 200, profile: { columns: columnsOf(rows) } },
      { number: 2, records: 200, profile: { columns: columnsOf(without) } },
    ]);
    const { streams } = await project.json(["quality", "suggest", "orders"]);
    const [full] = streams[0].suggestions.map(({ entry }: { entry: object }) => entry);
    expect(full).toEqual({ not_null: ["id", "status", "code", "balance"] });
  });

  it("proposes from stored column metrics", async () => {
    await using project = makeScratchProject();
    const columns = columnsOf(Array.from({ length: 200 }, (_, id) => record(id)));
    await seed(
      project.root,
      [1, 2, 3].map((number) => ({ number, records: 200, profile: { columns } })),
    );
    const { streams } = await project.json(["quality", "suggest", "orders"]);
    const keys = streams[0].suggestions.map(({ entry }: { entry: object }) => Object.keys(entry)[0]);
    expect(keys).toEqual(["not_null", "range", "length", "range", "null_rate", "row_count"]);
  });

  it("says what it needs", async () => {
    await using project = makeScratchProject();
    expect((await project.pitchpipe(["quality", "suggest"])).err).toContain("Neither a stream nor a file");
    expect((await project.pitchpipe(["quality", "suggest", "orders"])).err).toContain("No column metrics");
    expect((await project.pitchpipe(["quality", "suggest", "--file", "none"])).err).toContain(
      "can't be read",
    );
    writeFileSync(join(project.root, "c.singer"), capture([record(1)]));
    expect((await project.pitchpipe(["quality", "suggest", "items", "--file", "c.singer"])).err).toContain(
      "It has: orders",
    );
  });
});
