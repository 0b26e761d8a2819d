import { resolve } from "node:path";
import type { z } from "zod";
import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import { mergeLayer } from "./merge.ts";
import { type Finding, takesAway } from "./messages.ts";
import { type ReferenceSource, type Resolved, resolveReferences } from "./references.ts";
import type { SettingsScope } from "./scope.ts";
import type { SettingNode } from "./setting-node.ts";
import { type CrossCheck, droppable, unitOf, type Validated, validate, withoutAll } from "./validate.ts";
import { leavesOf, type Path, pathText, valueAt, withValue } from "./walk.ts";

/** Where references lead, and what is judged beside the schema by those who have the engines for it. */
export interface LayerSource<Schema extends z.ZodType> extends ReferenceSource {
  readonly scope: SettingsScope<Schema>;
  readonly checks?: CrossCheck<z.output<Schema>>;
}

export interface CheckedLayer {
  /** The layer without what is wrong in it, so that what lies below it shows through. */
  readonly value: Json;
  readonly findings: readonly Finding[];
  /** References of this layer that lead nowhere. */
  readonly unset: Resolved["unset"];
}

/** Judges one layer in its place above the others; what is wrong further down is not told again. */
export function checkLayer<Schema extends z.ZodType>(
  below: Json,
  layer: Json,
  source: LayerSource<Schema>,
): CheckedLayer {
  const { node } = source.scope;
  const merged = mergeLayer(node, below, layer);
  const { standing, unset } = resolveReferences(node, merged, source);
  const { findings } = check(standing, merged, source);
  const ours = (path: Path): boolean => standsIn(layer, merged, path);
  const isUnset = (path: Path): boolean => unset.some((one) => pathText(one.path) === pathText(path));
  // What a part lacks while a reference of it leads nowhere may be just that.
  const waiting = unset.map((one) => pathText(unitOf(node, merged, one.path)));
  const mayCome = (path: Path): boolean =>
    valueAt(merged, path) === undefined && waiting.includes(pathText(unitOf(node, merged, path)));
  const own = findings.filter(({ path }) => ours(path) && !isUnset(path) && !mayCome(path));
  const wrong = own.filter(takesAway);
  const drops = wrong.map(({ path }) => droppable(node, merged, path));
  return {
    value: withoutAll(layer, drops),
    findings: own,
    unset: unset.filter(({ path }) => ours(path)),
  };
}

/** A thing that lacks a variable or file it refers to. */
export interface Unit {
  readonly path: Path;
  readonly missing: readonly string[];
  /** The leaf with the reference. */
  readonly at: Path;
}

export interface Effective<Output> extends Validated<Output> {
  /** The merged layers as they were written, references and all, without what is wrong. */
  readonly written: Json;
  readonly units: readonly Unit[];
}

/** The settings that all layers together make. What refers to something unset is left out as a whole. */
export function makeEffective<Schema extends z.ZodType>(
  merged: Json,
  source: LayerSource<Schema>,
): Effective<z.output<Schema>> {
  const { node } = source.scope;
  const { value, unset } = resolveReferences(node, merged, source);
  const units = unset.map(({ path, missing }) => ({
    path: unitOf(node, merged, path),
    missing,
    at: path,
  }));
  const complete = withoutAll(
    value,
    units.map(({ path }) => path),
  );
  const validated = check(withAbsolutePaths(complete, node, source.root), merged, source);
  return { ...validated, written: withoutAll(merged, validated.dropped), units };
}

function withAbsolutePaths(value: Json, settings: SettingNode, root: string): Json {
  return leavesOf(settings, value)
    .filter(({ node }) => node.meta.path === true)
    .reduce<Json>(
      (all, { path, value: text }) =>
        typeof text === "string" && text !== "" ? withValue(all, path, resolve(root, text)) : all,
      value,
    );
}

function check<Schema extends z.ZodType>(
  value: Json,
  merged: Json,
  { scope, checks }: LayerSource<Schema>,
): Validated<z.output<Schema>> {
  const between = scope.crossChecks(merged);
  return validate(scope.schema, scope.node, value, (settings) => [
    ...between(settings),
    ...(checks?.(settings) ?? []),
  ]);
}

/** Whether a layer is to blame for a path: it has it, or nobody has it and the layer has what is around it. */
function standsIn(layer: Json, merged: Json, path: Path): boolean {
  if (valueAt(layer, path) !== undefined || path.length === 0) return true;
  return valueAt(merged, path) === undefined && valueAt(layer, path.slice(0, -1)) !== undefined;
}

/** The layer a job makes: any key of `run`, and labels. */
export function jobLayer(
  value: Json,
  job: string | null,
): { readonly layer: JsonObject; readonly owner: string | null } {
  const found = job === null ? undefined : valueAt(value, ["jobs", job]);
  if (!isJsonObject(found)) return { layer: {}, owner: null };
  const { owner, labels, ...run } = found;
  return {
    layer: { run, ...(labels === undefined ? {} : { labels }) },
    owner: typeof owner === "string" ? owner : null,
  };
}
