import { describe, expect, it } from "vitest";
import { bad, bare, block, good, nothingKnown, orders } from "../../../test/openlineage/samples.ts";
import type { RunAccount, StreamAccount } from "./account.ts";
import type { RunEvent } from "./event.ts";
import { typeOf } from "./facets/schema-fields.ts";
import { eventBody } from "./fit-event.ts";
import { parentRun } from "./parent-run.ts";
import { attemptEvent, endEvents, startEvent, subjectOf, subjectOfBlock } from "./run-events.ts";

const ofStatus = (account: RunAccount, status: RunAccount["run"]["status"]): RunEvent[] =>
  endEvents({ ...account, run: { ...account.run, status } });
const withStreams = (...streams: readonly StreamAccount[]): RunEvent | undefined =>
  endEvents({ ...good, blocks: [{ ...block, streams }] })[0];

describe("a run of one block", () => {
  it("begins and ends under its own id, called after its job and its block", () => {
    const events = [startEvent(good), ...endEvents(good)];
    expect(events.map(({ eventType, eventTime }) => [eventType, eventTime])).toEqual([
      ["START", "2026-03-01T08:00:00.000Z"],
      ["COMPLETE", "2026-03-01T08:00:20.000Z"],
    ]);
    for (const { run, job } of events) {
      expect(run.runId).toBe(good.run.runId);
      expect(job).toMatchObject({ namespace: "meltano", name: "daily-load.tap-x-to-target-y" });
    }
    const unnamed = { ...good, run: { ...good.run, job: "tap-x-to-target-y" } };
    expect(startEvent(unnamed).job.name).toBe("tap-x-to-target-y");
  });

  it.each([
    ["success", ["COMPLETE"]],
    ["failed", ["FAIL"]],
    ["timed_out", ["FAIL"]],
    ["terminated", ["ABORT"]],
    ["lost", ["ABORT"]],
    ["running", []],
    ["unknown", []],
  ] as const)("that is %s ends with %j", (status, types) => {
    expect(ofStatus(good, status).map(({ eventType }) => eventType)).toEqual(types);
  });

  it("tells why it failed only where it failed, and in the dossier's words", () => {
    expect(endEvents(good)[0]?.run.facets).not.toHaveProperty("errorMessage");
    const failed = { ...good, dossier: bad.dossier, run: { ...bad.run } };
    expect(endEvents(failed)[0]?.run.facets["errorMessage"]).toMatchObject({
      message: "tap-x could not log in.",
      stackTrace: "tap-x: 401 Unauthorized\nmeltano: Block run completed",
    });
    const unexplained = endEvents({ ...failed, dossier: null })[0]?.run.facets["errorMessage"];
    expect(unexplained).toMatchObject({ message: badCause });
    expect(unexplained).not.toHaveProperty("stackTrace");
  });

  it("has a further attempt as a running one", () => {
    expect(attemptEvent(good, good.run.startedAt + 1)).toMatchObject({
      eventType: "RUNNING",
      eventTime: "2026-03-01T08:00:00.001Z",
      run: { runId: good.run.runId },
    });
  });

  it("has an id that is a UUID, whatever the run's own is", () => {
    expect(subjectOf({ runId: good.run.runId.toUpperCase(), startedAt: 1 })).toBe(good.run.runId);
    const made = subjectOf({ runId: "by hand", startedAt: good.run.startedAt });
    expect(made).toMatch(/^019ca869-5000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(subjectOf({ runId: "by hand", startedAt: good.run.startedAt })).toBe(made);
  });
});

const badCause = "tap-x failed (exit code 3): no such table";

describe("a run of several blocks", () => {
  const events = endEvents(bad);

  it("is the parent of those that began; one that never began is not told", () => {
    expect(events.map(({ eventType, job }) => `${eventType} ${job.name}`)).toEqual([
      "START daily-load.tap-x-to-target-y",
      "COMPLETE daily-load.tap-x-to-target-y",
      "START daily-load.tap-z-to-target-y",
      "FAIL daily-load.tap-z-to-target-y",
      "FAIL daily-load",
    ]);
    for (const { run } of events.slice(0, 4))
      expect(run.facets["parent"]).toMatchObject({
        run: { runId: bad.run.runId },
        job: { namespace: "meltano", name: "daily-load" },
        root: { run: { runId: bad.run.runId } },
      });
    expect(events.at(-1)?.run).toMatchObject({ runId: bad.run.runId });
    expect(events.at(-1)?.run.facets).not.toHaveProperty("parent");
  });

  it("gives each block the same id whoever tells of it", () => {
    const ids = new Set(events.map(({ run }) => run.runId));
    expect(ids).toEqual(new Set([subjectOfBlock(bad.run, 0), subjectOfBlock(bad.run, 1), bad.run.runId]));
    expect(events[0]?.run.runId).toBe(events[1]?.run.runId);
  });

  it("has the datasets at its blocks", () => {
    expect(events.at(-1)).toMatchObject({ inputs: [], outputs: [] });
    expect(events[1]?.outputs).toHaveLength(2);
  });
});

type Columns = Readonly<Record<string, object>>;

describe("the datasets of a run", () => {
  it("say nothing that is not known", () => {
    const event = withStreams(bare);
    expect(Object.keys(event?.inputs[0]?.facets ?? {})).toEqual(["dataSource"]);
    expect(event?.inputs[0]?.inputFacets).toEqual({});
    expect(event?.outputs[0]).toMatchObject({ namespace: "file", facets: { dataSource: { name: "file" } } });
    expect(event?.outputs[0]?.facets["dataSource"]).not.toHaveProperty("uri");
    expect(event?.outputs[0]?.outputFacets).toEqual({});
    const facets = startEvent({ ...good, surroundings: nothingKnown }).run.facets;
    expect(Object.keys(facets)).toEqual(["tags"]);
  });

  it("stand there once, with their counts together, and without them where one is not known", () => {
    const second = { ...orders, stream: "public-orders-2", read: 5, written: 4 };
    const both = withStreams(orders, second);
    expect(both?.inputs).toHaveLength(1);
    expect(both?.inputs[0]?.inputFacets["inputStatistics"]).toMatchObject({ rowCount: 305 });
    expect(both?.outputs[0]?.outputFacets["outputStatistics"]).toMatchObject({ rowCount: 301 });
    expect(both?.outputs[0]?.facets).not.toHaveProperty("version");
    const half = withStreams(orders, { ...second, written: null });
    expect(half?.outputs[0]?.outputFacets).toEqual({});
  });

  it("without a name are left out, so that the others are taken", () => {
    const nameless = { ...orders, stream: "x", source: { namespace: "a", name: "" }, target: null };
    expect(withStreams(orders, nameless)).toMatchObject({
      inputs: [orders.source],
      outputs: [orders.target],
    });
  });

  it("have the target's columns, each with where it comes from, and say which are masked", () => {
    const { schema, columnLineage } = withStreams(orders)?.outputs[0]?.facets ?? {};
    expect(schema).toMatchObject({
      fields: [
        { name: "id", type: "integer" },
        { name: "remark", type: "string" },
      ],
    });
    expect(columnLineage).toMatchObject({
      fields: {
        remark: {
          inputFields: [
            {
              ...{ ...orders.source, field: "note" },
              transformations: [
                { type: "DIRECT", masking: true },
                { type: "DIRECT", masking: false },
              ],
            },
          ],
        },
      },
    });
  });

  it("have distinct values where they were counted, and no estimate of them", () => {
    const facet = withStreams(orders)?.inputs[0]?.facets["dataQualityMetrics"];
    const { id, note } = (facet?.["columnMetrics"] ?? {}) as Columns;
    expect(id).toMatchObject({ nullCount: 0, count: 300, min: 1, max: 300, quantiles: { "0.5": 3.5 } });
    expect(id).not.toHaveProperty("distinctCount");
    expect(note).toMatchObject({ distinctCount: 12, nullCount: 12 });
  });

  it("have what checks found and what passed; what could not be judged is skipped, what is in the shadow is not told", () => {
    const event = withStreams(orders);
    const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);
    expect(names(event?.inputs[0]?.inputFacets["dataQualityAssertions"]?.["assertions"])).toEqual([
      "not_null(note)",
      "unique(id)",
    ]);
    expect(event?.run.facets["test"]?.["tests"]).toMatchObject([
      { name: "public-orders.not_null(note)", status: "fail", severity: "warn", actual: "3" },
      { name: "public-orders.row_count", status: "skip" },
      { name: "public-orders.unique(id)", status: "pass" },
    ]);
  });
});

describe("the types of fields", () => {
  it.each([
    [{ type: ["null", "string"], format: "date-time" }, "string(date-time)"],
    [{ type: ["integer", "string", "null"] }, "integer|string"],
    [{ type: "array", items: { type: "integer" } }, "array<integer>"],
    [{ anyOf: [{ type: "number" }, { type: "null" }] }, "number"],
    [{ oneOf: [{ type: "number" }, { type: "string" }] }, "number|string"],
    [{ type: "array" }, "array"],
    [{}, null],
    [true, null],
  ])("of %j is %j", (property, type) => {
    expect(typeOf(property)).toBe(type);
  });
});

describe("who started a run", () => {
  const id = "019ca8d1-0000-7000-8000-00000000000b";
  const root = "019ca8d0-0000-7000-8000-00000000000a";

  it("is who OPENLINEAGE_PARENT_ID names, with slashes in the namespace", () => {
    expect(
      parentRun({ OPENLINEAGE_PARENT_ID: `airflow://prod/eu/nightly.load/${id.toUpperCase()}` }),
    ).toEqual({
      ...{ namespace: "airflow://prod/eu", name: "nightly.load", runId: id, root: null },
    });
    expect(
      parentRun({ OPENLINEAGE_PARENT_ID: `a/b/${id}`, OPENLINEAGE_ROOT_PARENT_ID: `a/top/${root}` })?.root,
    ).toEqual({ namespace: "a", name: "top", runId: root });
  });

  it("is who OPENLINEAGE_CONTEXT names, before all others", () => {
    const parent = { run: { runId: id }, job: { namespace: "a", name: "b" } };
    const top = { run: { runId: root }, job: { namespace: "a", name: "top" } };
    const env = {
      OPENLINEAGE_CONTEXT: JSON.stringify({ parent, root: top }),
      OPENLINEAGE_PARENT_ID: `x/y/${root}`,
    };
    expect(parentRun(env)).toEqual({
      ...{ namespace: "a", name: "b", runId: id },
      root: { namespace: "a", name: "top", runId: root },
    });
    const nested = { OPENLINEAGE_CONTEXT: JSON.stringify({ parent: { ...parent, root: top } }) };
    expect(parentRun(nested)?.root?.name).toBe("top");
  });

  it.each([
    {},
    { OPENLINEAGE_PARENT_ID: "nightly/no-uuid" },
    { OPENLINEAGE_PARENT_ID: `only-a-job/${id}` },
    { OPENLINEAGE_CONTEXT: "{not json" },
    { OPENLINEAGE_CONTEXT: '{"parent": {"run": {"runId": "x"}, "job": {}}}' },
    { AIRFLOW_CTX_DAG_ID: "nightly", AIRFLOW_CTX_TASK_ID: "load" },
    { AIRFLOW_CTX_DAG_ID: "nightly", AIRFLOW_CTX_TASK_ID: "load", AIRFLOW_CTX_EXECUTION_DATE: "yesterday" },
  ])("is nobody by %j", (env) => {
    expect(parentRun(env)).toBeNull();
  });
});

describe("an event that is too large", () => {
  const [event] = endEvents(good);
  if (event === undefined) throw new Error("no event");
  const size = JSON.stringify(event).length;
  const fitted = (limit: number): RunEvent => JSON.parse(eventBody(event, limit));

  it("is told without its largest facets, and with its counts", () => {
    expect(fitted(size)).toEqual(event);
    expect(Object.keys(fitted(size - 1).inputs[0]?.facets ?? {})).toEqual([
      "dataSource",
      "schema",
      "version",
    ]);
    const smallest = fitted(10);
    expect(smallest.inputs[0]?.inputFacets).toHaveProperty("inputStatistics");
    expect(smallest.outputs[0]?.facets).not.toHaveProperty("columnLineage");
    expect(smallest.run.facets).not.toHaveProperty("test");
  });
});
