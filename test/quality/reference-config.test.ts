import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import {
  type MapperProject,
  makeMapperProject,
  mapThrough,
  readQuarantine,
} from "../mapper/mapper-process.ts";
import { completed, inStore } from "./past-runs.ts";

// The `streams:` part of the reference configuration, as it stands, and data that violates each of its checks.

const referenceStreams = `version: 1
streams:
  "order_*":
    owner: wms-team
    hold_state: false
    checks:
      - {not_null: [id, order_nbr], on_violation: quarantine}
      - {unique: [id]}
      - {range: {field: packed_qty, min: 0, max: 100000}, warn: {percent: 0.1}, fail: {percent: 1}}
      - {length: {field: order_nbr, min: 4, max: 20}}
      - {pattern: {field: order_nbr, regex: "^ORD[0-9]+$"}, mode: shadow}
      - {enum: {field: status, values: [OPEN, PICKED, PACKED, SHIPPED]}}
      - {format: {field: email, format: email}, where: "email != null"}
      - {expression: "packed_qty <= alloc_qty", name: packed_within_alloc, fail: {count: 1}}
      - {references: {field: item, to_stream: items, to_field: code}}
      - {row_count: {min: 1}, severity: error}
      - {volume: {sensitivity: 3, min_history: 7}}
      - {freshness: {field: mod_ts, max_lag: 26h}}
      - {null_rate: {field: note, max_percent: 20}}
      - {schema_drift: {}, fail: {breaking: 1}}
      - {sensitive: {fields: [note]}, on_violation: mask}
`;

type Row = Readonly<Record<string, unknown>>;

const properties = {
  ...{
    id: { type: ["null", "integer"] },
    order_nbr: { type: ["null", "string"] },
    status: { type: "string" },
  },
  ...{ email: { type: ["null", "string"] }, packed_qty: { type: "number" }, alloc_qty: { type: "number" } },
  ...{
    item: { type: "string" },
    mod_ts: { type: "string", format: "date-time" },
    note: { type: ["null", "string"] },
  },
};
const usual = 1500;

const projects: MapperProject[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

function makeProject(): MapperProject {
  const project = makeMapperProject();
  projects.push(project);
  writeFileSync(join(project.root, "pitchpipe.yml"), referenceStreams);
  return project;
}

/** Seven good runs, a day apart. */
async function withHistory(): Promise<MapperProject> {
  const project = makeProject();
  for (let daysAgo = 7; daysAgo > 0; daysAgo--) {
    const runId = `0199bbbb-0000-7000-8000-00000000000${daysAgo}`;
    const { exitCode, stderr } = await map(project, {}, { runId });
    expect(exitCode, stderr).toBe(0);
    await inStore(project, (store) => store.apply([opened(project, runId), completed(runId, daysAgo)]));
  }
  return project;
}

function opened(project: MapperProject, runId: string) {
  const run = {
    ...{
      runId,
      project: project.root.split("/").at(-1) ?? "",
      environment: "dev",
      job: "nightly",
      tasks: [],
    },
    ...{
      status: "running" as const,
      exitCode: null,
      startedAt: 0,
      endedAt: null,
      complete: false,
      owner: null,
    },
    ...{
      labels: {},
      trigger: null,
      source: "runner" as const,
      process: null,
      heartbeatAt: null,
      cause: null,
    },
    ...{ failedPlugin: null, notices: [] },
  };
  return { kind: "run_opened" as const, run };
}

interface Trouble {
  /** What is wrong with single rows, by their id. */
  readonly rows?: Readonly<Record<number, Row>>;
  readonly every?: Row;
  readonly count?: number;
  readonly schema?: object;
}

function row(id: number, { rows = {}, every = {} }: Trouble): Row {
  return {
    ...{
      id,
      order_nbr: `ORD${1000 + id}`,
      status: "OPEN",
      email: `u${id}@example.com`,
      packed_qty: 1,
      alloc_qty: 2,
    },
    ...{ item: `I${id % 5}`, mod_ts: new Date(Date.now() - 3_600_000 - id).toISOString(), note: "fine" },
    ...every,
    ...rows[id],
  };
}

function linesOf(trouble: Trouble): string {
  const itemSchema = { properties: { code: { type: "string" } } };
  const messages: unknown[] = [
    { type: "SCHEMA", stream: "items", schema: itemSchema, key_properties: ["code"] },
    ...[0, 1, 2, 3, 4].map((item) => ({ type: "RECORD", stream: "items", record: { code: `I${item}` } })),
    {
      type: "SCHEMA",
      stream: "order_hdr",
      schema: { properties, ...trouble.schema },
      key_properties: ["id"],
    },
  ];
  for (let id = 1; id <= (trouble.count ?? usual); id++)
    messages.push({ type: "RECORD", stream: "order_hdr", record: row(id, trouble) });
  messages.push({ type: "STATE", value: { bookmarks: { order_hdr: { id: trouble.count ?? usual } } } });
  return messages.map((message) => `${JSON.stringify(message)}\n`).join("");
}

let runs = 0;

async function map(project: MapperProject, trouble: Trouble, { runId }: { readonly runId?: string } = {}) {
  const id = runId ?? `0199cccc-0000-7000-8000-${String(++runs).padStart(12, "0")}`;
  const mapped = await mapThrough(project, linesOf(trouble), { env: { MELTANO_RUN_ID: id } });
  const findings = await inStore(project, async (store) =>
    (await store.findings.ofRun(id)).map(({ finding }) => finding),
  );
  return { ...mapped, findings };
}

describe("the streams of the reference configuration", () => {
  let project: MapperProject;
  beforeAll(async () => {
    project = await withHistory();
  });

  const told = (findings: readonly Finding[]) =>
    findings
      .filter(({ level, mode }) => level !== "none" && mode === "active")
      .map(({ name, severity, level }) => `${name} ${level} ${severity}`)
      .sort();

  it("finds nothing in a run like those before", async () => {
    const { exitCode, findings } = await map(project, {});
    expect([exitCode, told(findings)]).toEqual([0, []]);
  });

  it.each<[string, Trouble, readonly string[]]>([
    ["a null", { rows: { 7: { order_nbr: null } } }, ["not_null_id_order_nbr warn warning"]],
    ["an id that comes twice", { rows: { 7: { id: 8 } } }, ["unique_id warn warning"]],
    [
      "a few quantities out of range",
      { rows: { 7: { packed_qty: -1 }, 8: { packed_qty: -5 } } },
      ["range_packed_qty warn warning"],
    ],
    ["a name too short", { rows: { 7: { order_nbr: "OR" } } }, ["length_order_nbr warn warning"]],
    ["an unknown status", { rows: { 7: { status: "LOST" } } }, ["enum_status warn warning"]],
    [
      "what is no e-mail address; none at all is fine",
      { rows: { 7: { email: "nobody" }, 8: { email: null } } },
      ["format_email warn warning"],
    ],
    ["an item that did not come", { rows: { 7: { item: "I9" } } }, ["references_item warn warning"]],
    ["far fewer rows than ever", { count: 100 }, ["volume warn warning"]],
    ["old rows", { every: { mod_ts: "2020-01-01T00:00:00Z" } }, ["freshness_mod_ts warn warning"]],
    ["many nulls", { every: { note: null } }, ["null_rate_note warn warning"]],
  ])("tells of %s", async (_, trouble, expected) => {
    const { exitCode, findings, stderr } = await map(project, trouble);
    expect(exitCode, stderr).toBe(0);
    for (const line of expected) expect(told(findings)).toContain(line);
    expect(
      findings.filter(({ stream }) => stream === "order_hdr").every(({ owner }) => owner === "wms-team"),
    ).toBe(true);
  });

  it("puts rows without a number aside, with their key", async () => {
    const before = readQuarantine(project).length;
    const { stdout } = await map(project, { rows: { 9: { order_nbr: null } } });
    const kept = readQuarantine(project).slice(before);
    expect(kept).toMatchObject([{ stream: "order_hdr", check: "not_null_id_order_nbr", key: { id: 9 } }]);
    expect(stdout.toString()).not.toContain('"id":9,');
  });

  it("keeps what is in shadow to itself, on record", async () => {
    const { findings } = await map(project, { rows: { 7: { order_nbr: "XYZ-1" } } });
    expect(told(findings)).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: "pattern", mode: "shadow", outcome: "violated", violations: 1 }),
    );
  });

  it("lets a note with a card number through without it", async () => {
    const { stdout, findings } = await map(project, { rows: { 7: { note: "card 4111 1111 1111 1111" } } });
    expect(stdout.toString()).not.toContain("4111");
    expect(stdout.toString()).toContain('"note":"***"');
    expect(findings).toContainEqual(expect.objectContaining({ check: "sensitive", action: "mask" }));
    expect(JSON.stringify(findings)).not.toContain("4111");
  });

  it("fails at the first row with more packed than allocated, and lets no STATE pass", async () => {
    const { exitCode, stdout, findings } = await map(project, { rows: { 700: { packed_qty: 3 } } });
    expect(exitCode).toBe(1);
    expect(stdout.toString()).not.toContain('"id":700,');
    expect(stdout.toString()).not.toContain("STATE");
    expect(told(findings)).toContain("packed_within_alloc fail error");
  });

  it("fails where one in a hundred quantities is out of range", async () => {
    const rows = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [at + 50, { packed_qty: -1 }]));
    const { exitCode, findings, stdout } = await map(project, { rows });
    expect([exitCode, stdout.includes("STATE")]).toEqual([1, false]);
    expect(told(findings)).toContain("range_packed_qty fail error");
  });

  it("holds the load where a column is gone, before a single row", async () => {
    const { note: _, ...fewer } = properties;
    const { exitCode, stdout, findings } = await map(project, { schema: { properties: fewer } });
    expect(exitCode).toBe(1);
    expect(stdout.toString()).not.toContain('"stream":"order_hdr","record"');
    const drift = findings.find(({ check, level }) => check === "schema_drift" && level === "fail");
    expect(drift?.changes).toContainEqual(
      expect.objectContaining({ class: "breaking", path: expect.stringContaining("note") }),
    );
  });

  it("calls a stream without rows an error", async () => {
    const { findings } = await map(project, { count: 0 });
    expect(told(findings)).toContain("row_count warn error");
  });
});
