import type { ColumnFlow } from "../../../model/lineage.ts";

/** Two steps as one: `first` leads to the fields that `then` begins with. `null` where one of them is not known. */
export function compose(
  first: readonly ColumnFlow[] | null,
  then: readonly ColumnFlow[] | null,
): readonly ColumnFlow[] | null {
  if (first === null || then === null) return null;
  const before = new Map(first.map((flow) => [flow.to, flow]));
  return then.map((flow) => joined(flow, before));
}

function joined(flow: ColumnFlow, before: ReadonlyMap<string, ColumnFlow>): ColumnFlow {
  const parents = flow.from.map((field) => before.get(field) ?? missing(field));
  const from = [...new Set(parents.flatMap((parent) => parent.from))];
  const all = [...parents, flow];
  return {
    to: flow.to,
    from,
    kind: kindOf(flow, parents, from),
    masking: all.some(({ masking }) => masking),
    by: [...new Set(all.flatMap(({ by }) => by ?? []))].join(", ") || null,
    ...hiddenBy(all),
  };
}

function hiddenBy(steps: readonly ColumnFlow[]): Pick<ColumnFlow, "maskedIfBroken"> {
  const names = [...new Set(steps.flatMap(({ maskedIfBroken }) => maskedIfBroken ?? []))];
  return names.length === 0 ? {} : { maskedIfBroken: names.join(", ") };
}

/** A field that an expression names and nobody sends has no source: the expression saw nothing there. */
function missing(field: string): ColumnFlow {
  return { to: field, from: [], kind: "unknown", masking: false, by: null };
}

function kindOf(
  flow: ColumnFlow,
  parents: readonly ColumnFlow[],
  [only, ...more]: readonly string[],
): ColumnFlow["kind"] {
  const kinds = [flow.kind, ...parents.map(({ kind }) => kind)];
  if (kinds.includes("unknown")) return "unknown";
  if (flow.kind === "constant" || (parents.length > 0 && parents.every(({ kind }) => kind === "constant")))
    return "constant";
  if (kinds.includes("computed") || kinds.includes("constant") || more.length > 0) return "computed";
  return only === flow.to ? "identity" : "renamed";
}
