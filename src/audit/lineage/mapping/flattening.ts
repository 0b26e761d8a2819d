import type { ColumnFlow } from "../../../model/lineage.ts";

/** The SDK's `flattening_*` settings, where they are on. */
export interface Flattening {
  readonly maxDepth: number;
  readonly separator: string;
}

/** How deep a schema is followed: nobody's columns are nested deeper. */
const deepest = 50;

export function flatteningOf(config: Readonly<Record<string, unknown>>): Flattening | null {
  const isOn = /^(?:true|1)$/i.test(String(config["flattening_enabled"] ?? "false"));
  const maxDepth = Number(config["flattening_max_depth"] ?? 0);
  const separator = config["flattening_separator"];
  if (!isOn || !(maxDepth > 0)) return null;
  return {
    maxDepth: Math.min(maxDepth, deepest),
    separator: typeof separator === "string" ? separator : "__",
  };
}

/** The fields after flattening: of an object its members, `a__b`, down to the depth that is set. */
export function flattened(
  properties: Readonly<Record<string, unknown>>,
  { maxDepth, separator }: Flattening,
  by: string,
): { readonly properties: Record<string, unknown>; readonly columns: ColumnFlow[] } {
  const flat: Record<string, unknown> = {};
  const columns: ColumnFlow[] = [];
  const walk = (node: Readonly<Record<string, unknown>>, path: readonly string[]): void => {
    for (const [name, schema] of Object.entries(node)) {
      const inside = membersOf(schema);
      const here = [...path, name];
      if (inside !== null && here.length <= maxDepth) walk(inside, here);
      else {
        const [top = name] = here;
        const to = here.join(separator);
        flat[to] = schema;
        columns.push({
          to,
          from: [top],
          kind: here.length === 1 ? "identity" : "computed",
          masking: false,
          by: here.length === 1 ? null : by,
        });
      }
    }
  };
  walk(properties, []);
  return { properties: flat, columns };
}

function membersOf(schema: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof schema !== "object" || schema === null || !("properties" in schema)) return null;
  const { properties } = schema;
  return typeof properties === "object" && properties !== null && Object.keys(properties).length > 0
    ? (properties as Readonly<Record<string, unknown>>)
    : null;
}
