import type { Json } from "../../lib/canonical-json.ts";
import type { HealthStatus } from "../../model/health.ts";
import type { OpenedProject } from "../open-project.ts";
import { scopeOf } from "../scope.ts";
import { healthEffects } from "./effects.ts";
import { listChecks } from "./list-checks.ts";

/** Who waits for whom, with what was last seen of each; nothing is looked at again. */
export interface HealthGraph {
  readonly nodes: readonly {
    readonly name: string;
    readonly type: string;
    /** `null` where it was never looked at. */
    readonly status: HealthStatus | null;
  }[];
  /** `from` depends on `to`. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export async function healthGraph(project: OpenedProject): Promise<HealthGraph> {
  const { checks, dependencies } = listChecks(project, healthEffects(project));
  const states = await (await project.store()).health.states(scopeOf(project));
  return {
    nodes: [...checks.values()].map(({ check: { name, type } }) => ({
      name,
      type,
      status: states.get(name)?.result.status ?? null,
    })),
    edges: [...dependencies].flatMap(([from, below]) =>
      below.filter((to) => checks.has(to)).map((to) => ({ from, to })),
    ),
  };
}

/** The document of `health graph --json`. */
export function graphDocument({ nodes, edges }: HealthGraph): { readonly [key: string]: Json } {
  return { nodes: nodes.map((node) => ({ ...node })), edges: edges.map((edge) => ({ ...edge })) };
}

interface Drawing {
  readonly below: ReadonlyMap<string, readonly { readonly to: string }[]>;
  readonly label: (name: string) => string;
  readonly drawn: Set<string>;
}

/** The graph as a tree in text: below each check what it depends on. What was drawn once is not unfolded again. */
export function drawGraph(
  { nodes, edges }: HealthGraph,
  paint: (status: HealthStatus | null) => string,
): string[] {
  const labels = new Map(nodes.map(({ name, type, status }) => [name, `${name} (${type}) ${paint(status)}`]));
  const isNeeded = new Set(edges.map(({ to }) => to));
  const drawing: Drawing = {
    below: Map.groupBy(edges, ({ from }) => from),
    label: (name) => labels.get(name) ?? name,
    drawn: new Set(),
  };
  return nodes.filter(({ name }) => !isNeeded.has(name)).flatMap(({ name }) => branch(name, drawing));
}

function branch(name: string, drawing: Drawing): string[] {
  const { below, label, drawn } = drawing;
  const children = below.get(name) ?? [];
  if (drawn.has(name) && children.length > 0) return [`${label(name)} (see above)`];
  drawn.add(name);
  const inner = children.flatMap(({ to }, at) => {
    const isLast = at === children.length - 1;
    const [first = "", ...rest] = branch(to, drawing);
    return [`${isLast ? "└─ " : "├─ "}${first}`, ...rest.map((line) => `${isLast ? "   " : "│  "}${line}`)];
  });
  return [label(name), ...inner];
}
