import { describe, expect, it } from "vitest";
import type { LineageEdge, LineageNode } from "../../../model/lineage.ts";
import type { RunStatus } from "../../../model/run.ts";
import { findDataset } from "./find-dataset.ts";
import { around, indexGraph } from "./graph.ts";
import { impactOf, type JobState, jobKey } from "./impact.ts";

const node = (
  name: string,
  kind: LineageNode["kind"] = "dataset",
  namespace = "postgres://db:5432",
): LineageNode => ({
  id: `${Buffer.from(name).toString("hex")}0000`.slice(0, 60),
  kind,
  namespace,
  name,
  unknown: null,
});
const nodes = new Map(
  ["src.a", "src.b", "dwh.a", "dwh.b", "mart.x"].map((name) => [name, node(name)] as const),
);
for (const name of ["load/a", "load/b", "mart/a", "mart/b", "back/x"]) nodes.set(name, node(name, "stream"));
const idOf = (name: string): string => nodes.get(name)?.id ?? "";

const runs = { load: "run-load", mart: "run-mart", back: "run-back" };
const edge = (
  from: string,
  to: string,
  job: keyof typeof runs,
  parts: Partial<LineageEdge> = {},
): LineageEdge => ({
  from: idOf(from),
  to: idOf(to),
  runId: runs[job],
  at: 100,
  records: 5,
  project: "shop",
  environment: "dev",
  job,
  flow: "f",
  ...parts,
});
const way = (
  from: string,
  stream: string,
  to: string,
  job: keyof typeof runs,
  parts?: Partial<LineageEdge>,
) => [edge(from, stream, job, parts), edge(stream, to, job, parts)];
const line = [
  ...way("src.a", "load/a", "dwh.a", "load"),
  ...way("src.b", "load/b", "dwh.b", "load"),
  ...way("dwh.a", "mart/a", "mart.x", "mart"),
];
const graphOf = (edges: readonly LineageEdge[]) => indexGraph({ nodes: [...nodes.values()], edges });
const namesIn = ({ nodes: found }: { readonly nodes: readonly LineageNode[] }) =>
  found.map(({ name }) => name).sort();

describe("the graph around a dataset", () => {
  it("goes up, down, or both ways", () => {
    const graph = graphOf(line);
    expect(namesIn(around(graph, idOf("dwh.a"), { up: true, down: false }))).toEqual([
      "dwh.a",
      "load/a",
      "src.a",
    ]);
    expect(namesIn(around(graph, idOf("dwh.a"), { up: false, down: true }))).toEqual([
      "dwh.a",
      "mart.x",
      "mart/a",
    ]);
    const both = around(graph, idOf("dwh.a"), { up: true, down: true });
    expect(namesIn(both)).toEqual(["dwh.a", "load/a", "mart.x", "mart/a", "src.a"]);
    expect(both.edges).toHaveLength(4);
  });

  it("ends where data goes round in a circle", () => {
    const circle = graphOf([...line, ...way("mart.x", "back/x", "src.a", "back")]);
    const found = around(circle, idOf("src.a"), { up: true, down: true });
    expect(namesIn(found)).toEqual(["back/x", "dwh.a", "load/a", "mart.x", "mart/a", "src.a"]);
    expect(found.edges).toHaveLength(6);
  });

  it("is quick over a chain of ten thousand", () => {
    const long = Array.from({ length: 10_000 }, (_, n) => node(`t${n}`));
    const edges = long
      .slice(1)
      .map((to, n) => ({ ...edge("src.a", "dwh.a", "load"), from: long[n]?.id ?? "", to: to.id }));
    const graph = indexGraph({ nodes: long, edges });
    expect(around(graph, long[0]?.id ?? "", { up: false, down: true }).edges).toHaveLength(9_999);
  });
});

describe("a dataset's name", () => {
  const some = [
    node("shop.public.orders"),
    node("dwh.raw.orders"),
    node("dwh.raw.items"),
    node("tap-x/orders", "stream"),
  ];
  it.each([
    ["dwh.raw.orders", "dwh.raw.orders"],
    ["postgres://db:5432/dwh.raw.orders", "dwh.raw.orders"],
    ["postgres://db:5432 dwh.raw.orders", "dwh.raw.orders"],
    ["raw.orders", "dwh.raw.orders"],
    ["items", "dwh.raw.items"],
    ["ITEMS", "dwh.raw.items"],
    ["x/orders", "tap-x/orders"],
    [some[2]?.id ?? "", "dwh.raw.items"],
  ])("%s is found", (word, name) => {
    expect(findDataset(some, word)).toMatchObject({ node: { name } });
  });

  it("goes before an id that begins like it", () => {
    const feed = { ...node("dwh.raw.feed"), id: "0123456789abcdef" };
    const other = { ...node("dwh.raw.other"), id: "feed456789abcdef" };
    expect(findDataset([feed, other], "feed")).toEqual({ node: feed });
    expect(findDataset([feed, other], "FEED4")).toEqual({ node: other });
  });

  it("that several have is not guessed", () => {
    expect(findDataset(some, "orders")).toMatchObject({
      several: [{ name: "shop.public.orders" }, { name: "dwh.raw.orders" }],
    });
  });

  it("that nobody has brings the nearest", () => {
    expect(findDataset(some, "dwh.raw.oders")).toEqual({ near: expect.arrayContaining(["dwh.raw.orders"]) });
    expect(findDataset(some, "itmes")).toEqual({ near: ["dwh.raw.items"] });
    for (const word of ["", "zzzzzz", "\u001b[31m", "x".repeat(10_000), "заказы"])
      expect(findDataset(some, word)).toHaveProperty("near");
  });
});

describe("the impact of a failure", () => {
  const state = (status: RunStatus, runId: string, good = 50): JobState => ({
    last: { runId, status, startedAt: 200 },
    lastGood: { runId: "good", status: "success", startedAt: good },
  });
  const jobs = (states: Partial<Record<keyof typeof runs, JobState>>) =>
    new Map(
      Object.entries(states).map(([job, one]) => [
        jobKey({ project: "shop", environment: "dev", job }),
        one as JobState,
      ]),
    );
  const impact = (
    start: string,
    states: Partial<Record<keyof typeof runs, JobState>>,
    edges: readonly LineageEdge[] = line,
  ) =>
    impactOf(graphOf(edges), idOf(start), jobs(states)).map(
      ({ node: { name }, status, runId }) => `${name} ${status} ${runId}`,
    );

  it("is nothing where all went well", () => {
    expect(impact("src.a", { load: state("success", "x"), mart: state("success", "y") })).toEqual([]);
    expect(impact("src.a", {})).toEqual([]);
  });

  it("reaches over jobs to what later runs made of stale data", () => {
    expect(impact("src.a", { load: state("failed", "bad"), mart: state("success", "y") })).toEqual([
      "dwh.a stale bad",
      "mart.x stale bad",
    ]);
    expect(impact("dwh.a", { load: state("lost", "bad") })).toEqual(["dwh.a stale bad", "mart.x stale bad"]);
    expect(impact("mart.x", { load: state("failed", "bad"), mart: state("success", "y") })).toEqual([]);
  });

  it("is partial where some of the records arrived", () => {
    expect(impact("src.a", { load: state("failed", runs.load) })).toEqual([
      `dwh.a partial ${runs.load}`,
      `mart.x stale ${runs.load}`,
    ]);
    const none = [...way("src.a", "load/a", "dwh.a", "load", { records: 0 })];
    expect(impact("src.a", { load: state("failed", runs.load) }, none)).toEqual([`dwh.a stale ${runs.load}`]);
  });

  it("is unknown where nobody knows how the run ended", () => {
    expect(impact("src.a", { load: state("unknown", "odd") })).toEqual([
      "dwh.a unknown odd",
      "mart.x unknown odd",
    ]);
  });

  it("is not of a stream that the last good run had no more", () => {
    expect(impact("src.a", { load: state("failed", "bad", 150) })).toEqual([]);
  });

  it("is over where another job has written the dataset since, and went well", () => {
    const again = [...line, edge("mart/b", "dwh.a", "back", { at: 300 })];
    expect(impact("src.a", { load: state("failed", "bad"), back: state("success", "y") }, again)).toEqual([]);
    expect(impact("src.a", { load: state("failed", "bad"), back: state("failed", "y") }, again)).not.toEqual(
      [],
    );
  });

  it("goes round a circle once", () => {
    const circle = [...line, ...way("mart.x", "back/x", "src.a", "back")];
    expect(impact("src.a", { load: state("failed", "bad"), back: state("success", "y") }, circle)).toEqual([
      "dwh.a stale bad",
      "mart.x stale bad",
      "src.a stale bad",
    ]);
  });
});
