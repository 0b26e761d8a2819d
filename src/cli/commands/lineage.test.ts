import { hostname } from "node:os";
import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { type ShopRun, shopRun, writeShop } from "../../../test/fixtures/lineage/shop.ts";
import { seed } from "../../../test/fixtures/runs/seed.ts";

let project: ScratchProject;
const now = Date.now();
const hour = 3_600_000;
const ids = {
  load: "0199aaaa-0000-7000-8000-000000000001",
  export: "0199bbbb-0000-7000-8000-000000000002",
  failed: "0199cccc-0000-7000-8000-000000000003",
};

beforeEach(() => {
  project = makeScratchProject();
  writeShop(project.root);
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
});

const ran = (run: Omit<ShopRun, "project">) =>
  seed(project.root, shopRun({ project: basename(project.root), ...run }));

/** Both jobs ran well, and a pass wrote down what they read and wrote. */
async function bothRan(): Promise<void> {
  await ran({ runId: ids.load, job: "load", at: now - 4 * hour });
  await ran({ runId: ids.export, job: "export", at: now - 3 * hour });
  expect(await project.json(["tick"])).toMatchObject({ did: { lineage_recorded: 2 } });
}

interface Node {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly of?: string;
}

interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly [key: string]: unknown }[];
}

const orders = {
  from: "postgres://db.example.com:5432 shop.public.orders",
  to: "postgres://wh.example.com:5432 dwh.tap_postgres.orders_v2",
};

/** `a -> b`, by names. */
function arrows({ nodes, edges }: Graph): string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges.map(({ from, to }) => `${names.get(from)} -> ${names.get(to)}`);
}

describe("lineage show", () => {
  it("follows the data over jobs, from the source to the last file", async () => {
    await bothRan();
    const graph: Graph = await project.json(["lineage", "show"]);
    const file = `${project.root}/output/tap_postgres-orders_v2.jsonl`;
    expect(arrows(graph).sort()).toEqual(
      [
        "shop.public.orders -> tap-postgres/orders_v2",
        "tap-postgres/orders_v2 -> dwh.tap_postgres.orders_v2",
        "dwh.tap_postgres.orders_v2 -> tap-postgres-dwh/tap_postgres-orders_v2",
        `tap-postgres-dwh/tap_postgres-orders_v2 -> ${file}`,
        "shop.public.items -> tap-postgres/public-items",
      ].sort(),
    );
    expect(graph.nodes.map(({ kind, namespace, name }) => `${kind} ${namespace} ${name}`)).toEqual(
      expect.arrayContaining([`dataset ${orders.from}`, `dataset ${orders.to}`, `dataset file ${file}`]),
    );
    expect(graph.edges[0]).toMatchObject({ run_id: expect.any(String), records: expect.any(Number) });
    expect(JSON.stringify(graph)).not.toMatch(/s3cr3t|etl:/);
  });

  it("goes only up or only down from a dataset, by id, name or the end of a name", async () => {
    await bothRan();
    const up: Graph = await project.json(["lineage", "show", "tap_postgres.orders_v2", "--up"]);
    expect(arrows(up)).toHaveLength(2);
    const id = up.nodes.find(({ name }) => name === "dwh.tap_postgres.orders_v2")?.id ?? "";
    const down: Graph = await project.json(["lineage", "show", id, "--down"]);
    expect(arrows(down).every((arrow) => !arrow.includes("shop.public.orders"))).toBe(true);
    expect(arrows(await project.json(["lineage", "show", "dwh.tap_postgres.orders_v2"]))).toHaveLength(4);
  });

  it("shows each column with its source: renamed, hashed, masked, dropped", async () => {
    await bothRan();
    const { out } = await project.pitchpipe(["lineage", "show", "orders_v2", "--up", "--columns"]);
    expect(
      out
        .split("\n")
        .slice(0, 9)
        .map((line) => line.trimEnd()),
    ).toEqual([
      "dwh.tap_postgres.orders_v2  postgres://wh.example.com:5432",
      "· id ← id",
      "· customer ← name  renamed by shape",
      "· email ← email  redacted or hashed by shape",
      "· phone ← phone  redacted by watch where it breaks a check",
      "✗ note  left out by shape",
      "comes from",
      expect.stringMatching(/^└─ tap-postgres\/orders_v2 {2}10 records, 4 h.* ago, run 0199aaaa$/),
      expect.stringMatching(
        /^ {3}└─ shop\.public\.orders {2}postgres:\/\/db\.example\.com:5432 {2}10 records/,
      ),
    ]);
    const graph: Graph = await project.json(["lineage", "show", "orders_v2", "--columns"]);
    const column = (name: string, of: string): string => {
      const parent = graph.nodes.find((node) => node.name === of)?.id;
      return (
        graph.nodes.find((node) => node.kind === "column" && node.name === name && node.of === parent)?.id ??
        ""
      );
    };
    expect(graph.edges).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          from: column("name", "shop.public.orders"),
          to: column("customer", "tap-postgres/orders_v2"),
          kind: "renamed",
          by: "shape",
          run_id: ids.load,
        }),
        expect.objectContaining({
          from: column("phone", "tap-postgres/orders_v2"),
          to: column("phone", "dwh.tap_postgres.orders_v2"),
          masking: true,
          by: "watch",
        }),
      ]),
    );
  });

  it("shows one run as it was, also after a later one went another way", async () => {
    await bothRan();
    await ran({ runId: ids.failed, job: "load", at: now - hour, streams: { orders_v2: [["id"], 1] } });
    await project.json(["tick"]);
    const then: Graph = await project.json(["lineage", "show", "--run", ids.load.slice(0, 8)]);
    expect(arrows(then)).toHaveLength(3);
    expect(then.edges.every((edge) => edge["run_id"] === ids.load)).toBe(true);
    const latest: Graph & { versions: unknown[] } = await project.json([
      "lineage",
      "show",
      "orders_v2",
      "--up",
    ]);
    expect(latest.edges.map((edge) => edge["run_id"])).toEqual([ids.failed, ids.failed]);
    expect(latest.versions).toMatchObject([
      { stream: "tap-postgres/orders_v2", schema_hash: "hash id", runs: 1, first_run_id: ids.failed },
      { schema_hash: "hash id,customer,email,phone", first_run_id: ids.load },
    ]);
    expect((await project.pitchpipe(["lineage", "show", "orders_v2", "--up"])).out).toMatch(
      /schema of tap-postgres\/orders_v2: hash id since 1 h.* ago, 1 earlier/,
    );
  });

  it("draws a flowchart that no name can break out of", async () => {
    await bothRan();
    const odd = `o"]\nclick x href "javascript:1"`;
    await ran({ runId: ids.failed, job: "load", at: now - hour, streams: { [odd]: [["id"], 1] } });
    await project.json(["tick"]);
    const { out } = await project.pitchpipe(["lineage", "show", "--format", "mermaid", "--columns"]);
    expect(out).toMatch(/^flowchart LR\n/);
    expect(out).toContain('[("shop.public.orders<br>postgres://db.example.com:5432")]');
    for (const line of out.trim().split("\n").slice(1))
      expect(line).toMatch(
        /^ {2}n\d+(?:[([]+"[^"]*"[)\]]+| (?:-->|-\.-) n\d+| -- (?:"\d+ records"|"masked where broken"|\w+) --> n\d+)$/,
      );
  });

  it("says what it does not find, with near names, and ends with 2", async () => {
    await bothRan();
    const wrong = await project.pitchpipe(["lineage", "show", "tap_postgres.oders_v2"]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(
      /No dataset is called tap_postgres\.oders_v2\.[\s\S]*dwh\.tap_postgres\.orders_v2/,
    );
    const run = await project.pitchpipe(["lineage", "show", "--run", "ffffffff"]);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining("NOT_FOUND")]);
    const format = await project.pitchpipe(["lineage", "show", "--format", "dot"]);
    expect([format.code, format.err]).toEqual([2, expect.stringContaining("mermaid")]);
    for (const name of ["\u001b[31mred\u0007", "x".repeat(5_000), "заказы", ""]) {
      const { code, err } = await project.pitchpipe(["lineage", "impact", name]);
      expect([name, code]).toEqual([name, 2]);
      expect(err.includes("\u001b") || err.includes("\u0007") || err.length > 2_000).toBe(false);
    }
  });

  it("says that there is nothing yet", async () => {
    expect((await project.pitchpipe(["lineage", "show"])).out).toContain("No lineage has been recorded yet");
    expect(await project.json(["lineage", "show"])).toEqual({ nodes: [], edges: [], versions: [] });
  });
});

describe("lineage impact", () => {
  it("names what is stale after a failure, over the jobs that read on", async () => {
    await bothRan();
    expect(await project.json(["lineage", "impact", "shop.public.orders"])).toMatchObject({ affected: [] });
    const failed = { status: "failed", exitCode: 1, cause: "tap-postgres failed" } as const;
    await ran({ runId: ids.failed, job: "load", at: now - hour, parts: failed, streams: {} });
    await project.json(["tick"]);
    const impact = await project.json(["lineage", "impact", "shop.public.orders"]);
    expect(impact).toMatchObject({
      dataset: "shop.public.orders",
      namespace: "postgres://db.example.com:5432",
    });
    expect(impact.affected).toEqual([
      expect.objectContaining({ name: "dwh.tap_postgres.orders_v2", status: "stale", run_id: ids.failed }),
      expect.objectContaining({ namespace: "file", status: "stale", run_id: ids.failed }),
    ]);
    expect((await project.pitchpipe(["lineage", "impact", "shop.public.orders"])).out).toMatch(
      /^dataset +where +status +run\ndwh\.tap_postgres\.orders_v2 +postgres:\/\/wh\.example\.com:5432 +stale +0199cccc/,
    );
  });
});

describe("what is written down of a run", () => {
  it("that nobody started through us, by its label and the project's jobs", async () => {
    const plain = { source: "meltano", job: "tap-postgres-to-target-postgres", tasks: [] } as const;
    await ran({ runId: ids.load, job: "load", at: now - hour, parts: plain });
    expect(await project.json(["tick"])).toMatchObject({ did: { lineage_recorded: 1 } });
    const graph: Graph = await project.json(["lineage", "show", "orders_v2", "--up"]);
    expect(arrows(graph)).toEqual(expect.arrayContaining(["shop.public.orders -> tap-postgres/orders_v2"]));
  });

  it("without a mapper has what the logs counted, and says that columns are not known", async () => {
    const at = now - hour;
    await ran({ runId: ids.load, job: "load", at, streams: {} });
    const claims = [
      { stream: "public-items", side: "tap", records: 7 },
      { stream: "public-items", side: "target", records: 6 },
    ] as const;
    await seed(project.root, [{ kind: "claims", runId: ids.load, claims }]);
    await project.json(["tick"]);
    const { edges }: Graph = await project.json(["lineage", "show"]);
    expect(edges).toMatchObject([{ records: 7, notes: [expect.stringContaining("No mapper of ours")] }]);
  });

  it("of a plugin that meltano.yml no longer has is a neutral name, and said", async () => {
    const gone = { tasks: ["tap-gone watch target-gone"], job: "gone" } as const;
    await ran({ runId: ids.load, job: "load", at: now - hour, parts: gone });
    await seed(project.root, [
      { kind: "claims", runId: ids.load, claims: [{ stream: "a", side: "tap", records: 1 }] },
    ]);
    await project.json(["tick"]);
    const { nodes }: Graph = await project.json(["lineage", "show"]);
    for (const { kind, namespace, ...rest } of nodes.filter((node) => node.kind === "dataset"))
      expect({ kind, namespace, ...rest }).toMatchObject({
        namespace: expect.stringMatching(/^meltano:\/\/pitchpipe-alerts-\w+\/(?:tap|target)-gone$/),
        unknown: "The plugin's settings could not be read.",
      });
  });

  it("of two blocks with the same tap is told by the order of their mappers, and adds up over attempts", async () => {
    const tasks = ["tap-postgres shape watch finish target-postgres", "tap-postgres watch target-jsonl"];
    const parts = { tasks, job: "both" } as const;
    const at = now - hour;
    const mapperOf = (place: number, streams: NonNullable<ShopRun["streams"]>) => {
      const run = {
        runId: ids.load,
        job: "load",
        at: at + place,
        project: basename(project.root),
        parts,
        streams,
      } as const;
      const own = (blockId: string): string => `${blockId} ${place}`;
      return shopRun(run).map((fact) => {
        if (fact.kind === "block_opened")
          return { ...fact, block: { ...fact.block, blockId: own(fact.block.blockId) } };
        return "blockId" in fact ? { ...fact, blockId: own(fact.blockId) } : fact;
      });
    };
    const [first, second] = [{ orders_v2: [["id"], 4] }, { "public-orders": [["id"], 9] }] as const;
    const facts = [first, second, first, second].flatMap((streams, place) => mapperOf(place, streams));
    await seed(project.root, facts);
    await project.json(["tick"]);
    const { nodes, edges }: Graph = await project.json(["lineage", "show", "--run", "latest"]);
    const names = new Map(nodes.map(({ id, name }) => [id, name]));
    expect(
      edges.map(({ from, to, records }) => `${names.get(from)} -> ${names.get(to)} ${records}`).sort(),
    ).toEqual([
      "shop.public.orders -> tap-postgres/orders_v2 8",
      "shop.public.orders -> tap-postgres/public-orders 18",
      "tap-postgres/orders_v2 -> dwh.tap_postgres.orders_v2 8",
      `tap-postgres/public-orders -> ${project.root}/output/public-orders.jsonl 18`,
    ]);
  });

  it("does not wait for a mapper that was killed, nor for a watcher", async () => {
    const gone = { host: hostname(), pid: 1, startedAt: "1", bootId: "before the last start" };
    const failed = { status: "failed", exitCode: 1, process: gone } as const;
    const run = { runId: ids.failed, job: "load", at: now - 5_000, parts: failed } as const;
    const facts = shopRun({ ...run, project: basename(project.root) });
    const killed = facts
      .filter(({ kind }) => kind !== "block_closed")
      .map((fact) =>
        fact.kind === "block_opened" ? { ...fact, block: { ...fact.block, process: gone } } : fact,
      );
    await seed(project.root, killed);
    expect(await project.json(["tick"])).toMatchObject({ did: { lineage_recorded: 1 } });
    const impact = await project.json(["lineage", "impact", "shop.public.orders"]);
    expect(impact.affected).toMatchObject([{ name: "dwh.tap_postgres.orders_v2", run_id: ids.failed }]);
  });

  it("waits for a mapper that may go on", async () => {
    const facts = shopRun({ runId: ids.load, job: "load", at: now - 5_000, project: basename(project.root) });
    await seed(
      project.root,
      facts.filter(({ kind }) => kind !== "block_closed"),
    );
    expect(await project.json(["tick"])).toMatchObject({ did: { lineage_recorded: 0 } });
  });

  it("is done once", async () => {
    await bothRan();
    expect(await project.json(["tick"])).toMatchObject({ did: { lineage_recorded: 0 } });
  });
});
