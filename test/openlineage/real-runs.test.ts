import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MarquezLike, startMarquezLike } from "../fixtures/openlineage/marquez-like.ts";
import { makeProject, type Project } from "../projects/make-project.ts";
import { scriptTap, scriptTarget, tapJsonl, targetJsonl } from "../projects/plugins.ts";
import { listRuns } from "../projects/run-document.ts";
import { orders } from "../projects/sample-data.ts";
import { problemsOf } from "./judge-events.ts";

// Real Meltano runs, and a server that takes their events as Marquez would.

const parentId = "019ca8d1-0000-7000-8000-00000000000b";
let server: MarquezLike;
let project: Project;

beforeAll(async () => {
  server = await startMarquezLike({ apiKey: "key-of-marquez" });
  project = makeProject({
    extractors: [
      tapJsonl({ path: "data/orders.jsonl", stream_name: "orders", primary_keys: ["id"] }),
      scriptTap({ records: 20, pause_after: 10 }),
      {
        ...scriptTap({ exit_code: 3, last_words: "ERROR 401 Unauthorized" }),
        name: "tap-fails",
        namespace: "tap_fails",
      },
    ],
    loaders: [targetJsonl(), scriptTarget({ file: "output/raw" })],
    jobs: [{ name: "nightly", tasks: ["tap-jsonl watch target-jsonl", "tap-fails watch target-jsonl"] }],
    files: {
      "data/orders.jsonl": orders(200),
      "pitchpipe.yml":
        "version: 1\nopenlineage: {url: $OPENLINEAGE_URL, namespace: meltano, compression: gzip}\n" +
        "streams: {orders: {owner: wms, checks: [{unique: [id]}, {range: {field: id, max: 1}, name: small}]}}\n",
      ".env": `OPENLINEAGE_URL=${server.url}\nOPENLINEAGE_API_KEY=key-of-marquez\n`,
    },
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  project.remove();
});

const call = { env: { OPENLINEAGE_PARENT_ID: `airflow/etl.load/${parentId}` } };
const told = () => server.events().map(({ eventType, job }) => `${eventType} ${job.name}`);

describe("real runs", () => {
  it("are told as they begin and end, with what was read, written, measured and checked", async () => {
    const outcome = await project.runPitchpipe(["run", "tap-jsonl", "watch", "target-jsonl"], call);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(told()).toEqual(["START tap-jsonl-to-target-jsonl", "COMPLETE tap-jsonl-to-target-jsonl"]);
    const [run] = await listRuns(project);
    const [start, complete] = server.events();
    for (const event of [start, complete])
      expect(event).toMatchObject({
        run: {
          runId: run?.run_id,
          facets: { parent: { run: { runId: parentId } }, processing_engine: { version: "4.4.1" } },
        },
        job: { namespace: "meltano" },
      });
    expect(complete.inputs).toMatchObject([
      {
        facets: {
          schema: { fields: expect.arrayContaining([expect.objectContaining({ name: "id" })]) },
          dataQualityMetrics: { rowCount: 200, columnMetrics: { id: { nullCount: 0, min: 1, max: 200 } } },
        },
        inputFacets: {
          inputStatistics: { rowCount: 200 },
          dataQualityAssertions: {
            assertions: expect.arrayContaining([
              expect.objectContaining({ name: "small", success: false }),
              expect.objectContaining({ assertion: "unique", success: true }),
            ]),
          },
        },
      },
    ]);
    expect(complete.outputs).toMatchObject([
      {
        name: expect.stringContaining("output/orders.jsonl"),
        facets: { columnLineage: { fields: { id: { inputFields: [{ field: "id" }] } } } },
        outputFacets: { outputStatistics: { rowCount: 200 } },
      },
    ]);
  });

  it("that fail are told as failed, each block of several by itself", async () => {
    const before = server.events().length;
    expect((await project.runPitchpipe(["run", "nightly"], call)).exitCode).toBe(1);
    expect(told().slice(before)).toEqual([
      "START nightly",
      "START nightly.tap-jsonl-to-target-jsonl",
      "COMPLETE nightly.tap-jsonl-to-target-jsonl",
      "START nightly.tap-fails-to-target-jsonl",
      "FAIL nightly.tap-fails-to-target-jsonl",
      "FAIL nightly",
    ]);
    const [run] = await listRuns(project);
    const [parent, child] = server.events().slice(before);
    expect(parent.run.runId).toBe(run?.run_id);
    expect(child.run.facets.parent.run.runId).toBe(run?.run_id);
    expect(server.events().at(-1).run.facets.errorMessage).toMatchObject({
      message: expect.stringContaining("tap-fails"),
      stackTrace: expect.stringContaining("401 Unauthorized"),
    });
  });

  it("that are stopped are told as aborted", async () => {
    const before = server.events().length;
    const running = project.startPitchpipe(["run", "tap-script", "watch", "target-script"], call);
    try {
      await running.until(() => project.holds("output/raw", '"id":10'));
      running.child.kill("SIGTERM");
      await running.outcome;
    } finally {
      running.cleanUp();
    }
    expect(told().slice(before)).toEqual([
      "START tap-script-to-target-script",
      "ABORT tap-script-to-target-script",
    ]);
  });

  it("without us are told by tick, and those of both are what the published schemas say", async () => {
    await project.json(["tick"]);
    const before = server.events().length;
    const plain = await project.runMeltano(["run", "tap-jsonl", "watch", "target-jsonl"]);
    expect(plain.exitCode, plain.stderr).toBe(0);
    await project.json(["tick"]);
    expect(told().slice(before)).toEqual([
      "START tap-jsonl-to-target-jsonl",
      "COMPLETE tap-jsonl-to-target-jsonl",
    ]);
    expect(server.events().at(-1).outputs).toMatchObject([
      { outputFacets: { outputStatistics: { rowCount: 200 } } },
    ]);
    expect(server.received.filter(({ status }) => status !== 201)).toEqual([]);
    expect(problemsOf(server.events())).toEqual([]);
  });
});
