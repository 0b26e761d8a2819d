import { type ColumnLine, targetColumnLines } from "../../app/lineage/column-lines.ts";
import type { LineageView } from "../../app/lineage/lineage-view.ts";
import { onOneLine, stripControl } from "../../lib/terminal-text.ts";
import type { LineageEdge, LineageNode } from "../../model/lineage.ts";
import type { colorsOf } from "../output.ts";

type Colors = ReturnType<typeof colorsOf>;

export interface TreeOptions {
  readonly up: boolean;
  readonly down: boolean;
  readonly columns: boolean;
  readonly colors: Colors;
  /** How long ago something was, in words. */
  readonly ago: (at: number) => string;
}

/** A view as a tree: of one dataset what it comes from and where it goes to, else everything from its sources on. */
export function lineageTree(view: LineageView, options: TreeOptions): string[] {
  const { graph, start } = view;
  const tree = new Tree(view, options);
  if (start === null)
    return rootsOf(view).flatMap((root) => [tree.title(root), ...tree.branches(root.id, "down", "")]);
  const both = options.up === options.down;
  const lines = [tree.title(start), ...tree.columnsOf(start.id, "")];
  if (options.up || both)
    lines.push(...section(options.colors, "comes from", tree.branches(start.id, "up", "")));
  if (options.down || both)
    lines.push(...section(options.colors, "goes to", tree.branches(start.id, "down", "")));
  return graph.nodes.length === 0 ? [] : lines;
}

function section({ bold }: Colors, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [bold(title), ...lines];
}

/** Where nothing leads to; of a circle, its first dataset. */
function rootsOf({ graph: { nodes, edges } }: LineageView): LineageNode[] {
  const outOf = Map.groupBy(edges, ({ from }) => from);
  const reached = new Set<string>();
  const reach = (start: string): void => {
    const front = [start];
    for (let id = front.pop(); id !== undefined; id = front.pop()) {
      if (reached.has(id)) continue;
      reached.add(id);
      for (const { to } of outOf.get(id) ?? []) front.push(to);
    }
  };
  const ends = new Set(edges.map(({ to }) => to));
  const roots = nodes.filter(({ id }) => !ends.has(id));
  for (const { id } of roots) reach(id);
  for (const node of nodes.filter(({ kind }) => kind === "dataset"))
    if (!reached.has(node.id)) {
      roots.push(node);
      reach(node.id);
    }
  return roots;
}

class Tree {
  readonly #nodes: ReadonlyMap<string, LineageNode>;
  readonly #outOf: ReadonlyMap<string, readonly LineageEdge[]>;
  readonly #into: ReadonlyMap<string, readonly LineageEdge[]>;
  readonly #shown = { up: new Set<string>(), down: new Set<string>() };
  readonly #view: LineageView;
  readonly #options: TreeOptions;

  constructor(view: LineageView, options: TreeOptions) {
    this.#view = view;
    this.#options = options;
    this.#nodes = new Map(view.graph.nodes.map((node) => [node.id, node]));
    this.#outOf = Map.groupBy(view.graph.edges, ({ from }) => from);
    this.#into = Map.groupBy(view.graph.edges, ({ to }) => to);
  }

  title({ name, namespace, kind, unknown }: LineageNode): string {
    const { bold, dim, yellow } = this.#options.colors;
    const place = kind === "dataset" ? `  ${dim(oneLine(namespace))}` : "";
    const note = unknown === null ? "" : `  ${yellow(`? ${oneLine(unknown)}`)}`;
    return `${kind === "dataset" ? bold(oneLine(name)) : oneLine(name)}${place}${note}`;
  }

  /** What follows a node in one direction; what was shown already is only named. */
  branches(id: string, direction: "up" | "down", indent: string): string[] {
    const shown = this.#shown[direction];
    if (shown.has(id)) return [];
    shown.add(id);
    const edges = (direction === "down" ? this.#outOf : this.#into).get(id) ?? [];
    return edges.flatMap((edge, at) => {
      const node = this.#nodes.get(direction === "down" ? edge.to : edge.from);
      if (node === undefined) return [];
      const isLast = at === edges.length - 1;
      const inner = `${indent}${isLast ? "   " : "│  "}`;
      const again = shown.has(node.id) ? this.#options.colors.dim("  (see above)") : "";
      const line = `${indent}${isLast ? "└─ " : "├─ "}${this.title(node)}${this.#passed(edge)}${again}`;
      if (again !== "") return [line];
      const columns = node.kind === "dataset" && direction === "down" ? this.columnsOf(node.id, inner) : [];
      return [line, ...columns, ...this.branches(node.id, direction, inner)];
    });
  }

  /** The columns of a dataset that streams lead to, each with where it comes from. */
  columnsOf(id: string, indent: string): string[] {
    if (!this.#options.columns) return [];
    return targetColumnLines(this.#view, this.#into.get(id) ?? []).map(
      (line) => `${indent}${this.#columnLine(line)}`,
    );
  }

  #columnLine({ kind, text, how }: ColumnLine): string {
    const { dim, yellow, red } = this.#options.colors;
    const mark = { column: "· ", dropped: red("✗ "), note: yellow("? ") }[kind];
    return `${mark}${oneLine(text)}${how === null ? "" : `  ${dim(oneLine(how))}`}`;
  }

  #passed({ records, runId, at }: LineageEdge): string {
    const count =
      records === null ? "not counted" : `${records.toLocaleString("en")} record${records === 1 ? "" : "s"}`;
    return this.#options.colors.dim(`  ${count}, ${this.#options.ago(at)}, run ${runId.slice(0, 8)}`);
  }
}

function oneLine(text: string): string {
  return onOneLine(stripControl(text));
}
