import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { RunAccount } from "../../src/audit/openlineage/account.ts";
import type { RunEvent } from "../../src/audit/openlineage/event.ts";
import { parentRun } from "../../src/audit/openlineage/parent-run.ts";
import { attemptEvent, endEvents, startEvent } from "../../src/audit/openlineage/run-events.ts";
import { pythonInstant, staticUuid } from "../../src/audit/openlineage/static-uuid.ts";
import type { RunStatus } from "../../src/model/run.ts";
import { startMarquezLike } from "../fixtures/openlineage/marquez-like.ts";
import { startedAt } from "../fixtures/runs/seed.ts";
import { venvBin } from "../setup/venvs.ts";
import { problemsOf, problemsOfEach } from "./judge-events.ts";
import { facetsOf, publishedSchemas, schemaFolder } from "./published-schemas.ts";
import { allKnown, bad, good, nothingKnown } from "./samples.ts";

const statuses: readonly RunStatus[] = [
  "success",
  "failed",
  "terminated",
  "timed_out",
  "lost",
  "not_started",
];

/** Every event that a run can have. */
function eventsOf(account: RunAccount): RunEvent[] {
  const ends = statuses.flatMap((status) => endEvents({ ...account, run: { ...account.run, status } }));
  return [startEvent(account), attemptEvent(account, account.run.startedAt + 5_000), ...ends];
}

const all = [
  ...eventsOf(good),
  ...eventsOf(bad),
  ...eventsOf({ ...good, surroundings: nothingKnown, blocks: [] }),
  ...eventsOf({ ...bad, surroundings: allKnown }),
];

/** Spoils an event, and answers it. */
// biome-ignore lint/suspicious/noExplicitAny: broken on purpose
function spoilt(how: (event: any) => void): unknown {
  const event = structuredClone(endEvents(good)[0]);
  how(event);
  return event;
}

const spoils: readonly [string, unknown][] = [
  ["no run", spoilt((event) => delete event.run)],
  ["a type nobody knows", spoilt((event) => (event.eventType = "DONE"))],
  [
    "a count that is a text",
    spoilt((event) => (event.outputs[0].outputFacets.outputStatistics.rowCount = "lots")),
  ],
  ["a facet without what it needs", spoilt((event) => delete event.run.facets.nominalTime.nominalStartTime)],
  [
    "a measure of another type",
    spoilt((event) => (event.inputs[0].facets.dataQualityMetrics.columnMetrics.id.nullCount = "0")),
  ],
];

describe("events for OpenLineage", () => {
  it("of every type, with every facet, are what the published schemas and their classes say", () => {
    expect(new Set(all.map(({ eventType }) => eventType))).toEqual(
      new Set(["START", "RUNNING", "COMPLETE", "FAIL", "ABORT"]),
    );
    const names = new Set(all.flatMap((event) => facetsOf(event).map(({ name }) => name.split(".").at(-1))));
    expect([...names].sort()).toEqual([
      ...[
        "columnLineage",
        "dataQualityAssertions",
        "dataQualityMetrics",
        "dataSource",
        "environmentVariables",
      ],
      ...[
        "errorMessage",
        "inputStatistics",
        "jobType",
        "lifecycleStateChange",
        "nominalTime",
        "outputStatistics",
      ],
      ...[
        "ownership",
        "parent",
        "processing_engine",
        "schema",
        "sourceCodeLocation",
        "tags",
        "test",
        "version",
      ],
    ]);
    expect(problemsOf(all)).toEqual([]);
  });

  it("are judged: one that is spoilt is refused, however it is spoilt", () => {
    const judged = problemsOfEach(spoils.map(([, event]) => event));
    const passed = spoils.filter((_, at) => judged[at]?.length === 0).map(([how]) => how);
    expect(passed).toEqual([]);
  });

  it("are taken by a server that is as strict as Marquez", async () => {
    const folder = schemaFolder();
    const schemas = folder === null ? null : publishedSchemas(folder);
    await using server = await startMarquezLike({ problems: (event) => schemas?.problems(event) ?? [] });
    const post = async (event: unknown): Promise<number> => {
      const headers = { "content-type": "application/json" };
      const options = { method: "POST", headers, body: JSON.stringify(event) };
      return (await fetch(`${server.url}/api/v1/lineage`, options)).status;
    };
    for (const event of all) expect(await post(event), server.received.at(-1)?.problem ?? "").toBe(201);
    expect(await post(spoilt((event) => delete event.job.facets.jobType.jobType))).toBe(400);
  });

  it("have ids that OpenLineage's client derives as well", () => {
    const at = startedAt + 123;
    const script = [
      "import sys; from datetime import datetime; from openlineage.client.uuid import generate_static_uuid as make",
      "for text in sys.argv[1:]: print(make(datetime.fromisoformat(text), b'airflow.nightly.load.2.-1'))",
    ].join("\n");
    const instants = [pythonInstant(startedAt), pythonInstant(at), pythonInstant(at, 456)];
    const made = execFileSync(venvBin("openlineage-python"), ["-c", script, ...instants], {
      encoding: "utf8",
    });
    const data = "airflow.nightly.load.2.-1";
    const ours = instants.map((text, place) => staticUuid(place === 0 ? startedAt : at, text, data));
    expect(made.trim().split("\n")).toEqual(ours);
    expect(
      parentRun({
        ...{ AIRFLOW_CTX_DAG_ID: "nightly", AIRFLOW_CTX_TASK_ID: "load", AIRFLOW_CTX_TRY_NUMBER: "2" },
        ...{
          AIRFLOW_CTX_EXECUTION_DATE: "2026-03-01T08:00:00.123456+00:00",
          OPENLINEAGE_NAMESPACE: "airflow",
        },
      }),
    ).toEqual({ namespace: "airflow", name: "nightly.load", runId: ours[2], root: null });
  });
});

describe("the published schemas", () => {
  it("must be where a variable says they are, and else may be missing", () => {
    expect(() => schemaFolder({ PITCHPIPE_OPENLINEAGE_SPEC: "nowhere/at/all" })).toThrow(
      /holds no OpenLineage.json/,
    );
  });
});
