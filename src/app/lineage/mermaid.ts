import { columnGraph } from "./column-graph.ts";
import type { LineageView } from "./lineage-view.ts";

/** A view as a Mermaid flowchart, from left to right. Names can't break out of their boxes. */
export function mermaidOf(view: LineageView, withColumns: boolean): string {
  const ids = new Map<string, string>();
  const short = (id: string): string => {
    const known = ids.get(id) ?? `n${ids.size}`;
    ids.set(id, known);
    return known;
  };
  const { graph } = view;
  const boxes = graph.nodes.map(({ id, kind, namespace, name }) =>
    kind === "stream"
      ? `  ${short(id)}(["${escaped(name)}"])`
      : `  ${short(id)}[("${escaped(name)}<br>${escaped(namespace)}")]`,
  );
  const arrows = graph.edges.map(({ from, to, records }) =>
    records === null
      ? `  ${short(from)} --> ${short(to)}`
      : `  ${short(from)} -- "${records} records" --> ${short(to)}`,
  );
  const columns = withColumns ? columnGraph(view) : null;
  const columnBoxes = (columns?.nodes ?? []).flatMap(({ id, of, name }) => [
    `  ${short(id)}["${escaped(name)}"]`,
    `  ${short(of)} -.- ${short(id)}`,
  ]);
  const columnArrows = (columns?.edges ?? []).map(({ edge, flow }) => {
    const label = flow.masking
      ? "masked"
      : flow.maskedIfBroken !== undefined
        ? '"masked where broken"'
        : flow.kind === "identity"
          ? ""
          : flow.kind;
    return label === ""
      ? `  ${short(edge.from)} --> ${short(edge.to)}`
      : `  ${short(edge.from)} -- ${label} --> ${short(edge.to)}`;
  });
  return ["flowchart LR", ...boxes, ...arrows, ...columnBoxes, ...columnArrows].join("\n");
}

/** Mermaid's own entities, for whatever could end a label or begin markup; nothing for what nobody can see. */
function escaped(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N} _.:/*?=+@-]/gu, (letter) =>
    /[\p{C}\p{Z}]/u.test(letter) ? "�" : `#${letter.codePointAt(0)};`,
  );
}
