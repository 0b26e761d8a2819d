import { resolve } from "node:path";
import type { Json } from "../lib/canonical-json.ts";
import { checkChannels } from "./channel-checks.ts";
import { checkRoutes } from "./cross-checks.ts";
import { checkHealth } from "./health-checks.ts";
import { mergeLayer } from "./merge.ts";
import { type Finding, takesAway } from "./messages.ts";
import { type ReferenceSource, type Resolved, resolveReferences } from "./references.ts";
import { checkRuleChannels } from "./rule-channels.ts";
import { type Settings, settingsNode, settingsSchema } from "./schema.ts";
import { checkStreams } from "./stream-checks.ts";
import { checkTemplateChannels } from "./template-channels.ts";
import { type CrossCheck, droppable, unitOf, type Validated, validate, withoutAll } from "./validate.ts";
import { isMap, type JsonMap, leavesOf, type Path, pathText, valueAt, withValue } from "./walk.ts";

/** Where references lead, and what is judged beside the schema by those who have the engines for it. */
export interface LayerSource extends ReferenceSource {
  readonly checks?: CrossCheck<Settings>;
}

export interface CheckedLayer {
  /** The layer without what is wrong in it, so that what lies below it shows through. */
  readonly value: Json;
  readonly findings: readonly Finding[];
  /** References of this layer that lead nowhere. */
  readonly unset: Resolved["unset"];
}

/** Judges one layer in its place above the others; what is wrong further down is not told again. */
export function checkLayer(below: Json, layer: Json, source: LayerSource): CheckedLayer {
  const merged = mergeLayer(settingsNode, below, layer);
  const { standing, unset } = resolveReferences(settingsNode, merged, source);
  const { findings } = check(standing, merged, source);
  const ours = (path: Path): boolean => standsIn(layer, merged, path);
  const isUnset = (path: Path): boolean => unset.some((one) => pathText(one.path) === pathText(path));
  // What a part lacks while a reference of it leads nowhere may be just that.
  const waiting = unset.map((one) => pathText(unitOf(settingsNode, merged, one.path)));
  const mayCome = (path: Path): boolean =>
    valueAt(merged, path) === undefined && waiting.includes(pathText(unitOf(settingsNode, merged, path)));
  const own = findings.filter(({ path }) => ours(path) && !isUnset(path) && !mayCome(path));
  const wrong = own.filter(takesAway);
  const drops = wrong.map(({ path }) => droppable(settingsNode, merged, path));
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

export interface Effective extends Validated<Settings> {
  /** The merged layers as they were written, references and all, without what is wrong. */
  readonly written: Json;
  readonly units: readonly Unit[];
}

/** The settings that all layers together make. What refers to something unset is left out as a whole. */
export function makeEffective(merged: Json, source: LayerSource): Effective {
  const { value, unset } = resolveReferences(settingsNode, merged, source);
  const units = unset.map(({ path, missing }) => ({
    path: unitOf(settingsNode, merged, path),
    missing,
    at: path,
  }));
  const complete = withoutAll(
    value,
    units.map(({ path }) => path),
  );
  const validated = check(withAbsolutePaths(complete, source.root), merged, source);
  return { ...validated, written: withoutAll(merged, validated.dropped), units };
}

function withAbsolutePaths(value: Json, root: string): Json {
  return leavesOf(settingsNode, value)
    .filter(({ node }) => node.meta.path === true)
    .reduce<Json>(
      (all, { path, value: text }) =>
        typeof text === "string" && text !== "" ? withValue(all, path, resolve(root, text)) : all,
      value,
    );
}

function check(value: Json, merged: Json, { checks }: LayerSource): Validated<Settings> {
  const channels = valueAt(merged, ["channels"]);
  const names = isMap(channels) ? Object.keys(channels) : [];
  const health = valueAt(merged, ["health"]);
  const checkNames = checkHealth(isMap(health) ? Object.keys(health) : []);
  const routes = checkRoutes(names);
  return validate(settingsSchema, settingsNode, value, (settings) => [
    ...routes(settings),
    ...checkRuleChannels(settings, names),
    ...checkTemplateChannels(settings, names),
    ...checkNames(settings),
    ...checkChannels(settings),
    ...checkStreams(settings),
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
): { readonly layer: JsonMap; readonly owner: string | null } {
  const found = job === null ? undefined : valueAt(value, ["jobs", job]);
  if (!isMap(found)) return { layer: {}, owner: null };
  const { owner, labels, ...run } = found;
  return {
    layer: { run, ...(labels === undefined ? {} : { labels }) },
    owner: typeof owner === "string" ? owner : null,
  };
}
