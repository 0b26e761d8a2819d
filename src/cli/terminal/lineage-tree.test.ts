import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { LineageView } from "../../app/lineage/lineage-view.ts";
import { mermaidOf } from "../../app/lineage/mermaid.ts";
import { type LineageEdge, type LineageNode, nodeOfDataset, nodeOfStream } from "../../model/lineage.ts";
import { lineageTree } from "./lineage-tree.ts";

const scope = { project: "shop", environment: "dev", job: "load" };
const dataset = (name: string, unknown: string | null = null): LineageNode =>
  nodeOfDataset({ namespace: "postgres://db:5432", name, unknown });
const stream = (name: string): LineageNode => nodeOfStream(scope, "tap-x", name);

function viewOf(
  ways: readonly (readonly [LineageNode, LineageNode, LineageNode])[],
  start: LineageNode | null = null,
): LineageView {
  const nodes = new Map(ways.flat().map((node) => [node.id, node]));
  const edge = (from: LineageNode, to: LineageNode): LineageEdge => ({
    ...{ from: from.id, to: to.id, runId: "0199aaaa-0000", at: 0, records: 1, flow: "", ...scope },
  });
  return {
    graph: { nodes: [...nodes.values()], edges: ways.flatMap(([a, b, c]) => [edge(a, b), edge(b, c)]) },
    start,
    run: null,
    flows: new Map(),
    versions: [],
  };
}

const tree = (view: LineageView, ways: { up?: boolean; down?: boolean } = {}): string[] =>
  lineageTree(view, {
    up: false,
    down: false,
    columns: true,
    ...ways,
    colors: pc.createColors(false),
    ago: () => "now",
  }).map((line) => line.replace(/ {2}(?:1 record|postgres:).*$/, ""));

describe("a tree of datasets", () => {
  it("shows a circle once, and says where it closes", () => {
    const [a, b] = [dataset("a"), dataset("b")];
    const circle = viewOf([
      [a, stream("there"), b],
      [b, stream("back"), a],
    ]);
    expect(tree(circle)).toEqual(["a", "└─ tap-x/there", "   └─ b", "      └─ tap-x/back", "         └─ a"]);
    expect(
      lineageTree(
        { ...circle, start: a },
        { up: true, down: true, columns: false, colors: pc.createColors(false), ago: () => "now" },
      )
        .join("\n")
        .match(/see above/g),
    ).toHaveLength(2);
  });

  it("shows what two ways lead to once", () => {
    const [a, b, end] = [dataset("a"), dataset("b"), dataset("end")];
    const both = viewOf([
      [a, stream("one"), end],
      [b, stream("two"), end],
      [end, stream("three"), dataset("last")],
    ]);
    expect(tree(both)).toEqual([
      ...["a", "└─ tap-x/one", "   └─ end", "      └─ tap-x/three", "         └─ last"],
      ...["b", "└─ tap-x/two", "   └─ end"],
    ]);
  });

  it("prints names of any kind on one line, without what a terminal would act on", () => {
    const names = [
      "a\u001b[31mred\u0007\nb",
      "заказы",
      `o"r'd`,
      "x".repeat(300),
      "\u202ereversed",
      "\ud800",
      " ",
    ];
    const odd = viewOf(
      names.map((name) => [dataset(name, "why\u001b]0;t\u0007"), stream(name), dataset(`${name} `)]),
    );
    const lines = tree(odd);
    expect(lines).toHaveLength(names.length * 3);
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e]|#8238;/u);
    for (const line of mermaidOf(odd, true).split("\n")) expect(line).not.toMatch(/[\p{Cc}\u202e]|#8238;/u);
  });

  it("of five thousand streams is printed whole", () => {
    const many = Array.from(
      { length: 5_000 },
      (_, n) => [dataset(`s${n}`), stream(`s${n}`), dataset(`t${n}`)] as const,
    );
    expect(tree(viewOf(many))).toHaveLength(15_000);
  });
});
