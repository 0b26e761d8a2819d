import type { Json } from "../lib/canonical-json.ts";
import type { ConfigFile } from "./config-file.ts";
import { gatingFaults } from "./gating.ts";
import { byPlace, fileProblem, outerProblem, unsetProblems } from "./layer-problems.ts";
import { checkLayer, type LayerSource } from "./layers.ts";
import type { LoadOptions } from "./load-options.ts";
import { mergeLayer } from "./merge.ts";
import type { Problem } from "./problem.ts";
import { settingsNode, type settingsSchema } from "./schema.ts";
import type { SeedLayer } from "./seed-layer.ts";
import { readOverrides, readVariables } from "./variables.ts";
import { type Path, valueAt, withValue } from "./walk.ts";

/** Layers that were laid over one another, and what was wrong with them. */
export interface Layers {
  readonly value: Json;
  readonly problems: readonly Problem[];
  readonly gatingProblems: readonly Problem[];
}

/** The file's own part and every environment are judged, also those that don't hold now. */
export function fileLayers(
  file: ConfigFile,
  { environment, secretsRequired }: LoadOptions,
  source: LayerSource<typeof settingsSchema>,
): Layers {
  const severity = secretsRequired === true ? "error" : "warning";
  const base = checkLayer({}, file.base, source);
  const problems = [
    ...base.findings.map((finding) => fileProblem(finding, [], file)),
    ...unsetProblems(base, [], file, severity),
  ];
  const gating = gatingFaults(file.base, base.findings).map((finding) => fileProblem(finding, [], file));
  if (file.hidesGates) gating.push(...file.problems);
  let value = base.value;
  for (const [name, overlay] of Object.entries(file.environments)) {
    const checked = checkLayer(base.value, overlay, source);
    const prefix = ["environments", name];
    problems.push(...checked.findings.map((finding) => fileProblem(finding, prefix, file)));
    problems.push(...unsetProblems(checked, prefix, file, severity));
    if (name !== environment) continue;
    value = mergeLayer(settingsNode, base.value, checked.value);
    const faults = gatingFaults(overlay, checked.findings);
    gating.push(...faults.map((finding) => fileProblem(finding, prefix, file)));
  }
  return { value, problems: [...file.problems, ...problems].sort(byPlace), gatingProblems: gating };
}

/** Variables and the command line, one by one: a wrong one is left out, and what it should have covered holds. */
export function outerLayers(
  below: Json,
  env: LoadOptions["env"],
  { overrides, seeds }: Pick<LoadOptions, "overrides"> & { readonly seeds: SeedLayer },
  source: LayerSource<typeof settingsSchema>,
): Layers {
  const variables = readVariables(settingsNode, env);
  const given = readOverrides(settingsNode, overrides);
  const problems = [...variables.problems, ...given.problems];
  const gatingProblems: Problem[] = [];
  let value = below;
  const lay = (name: string, path: Path, set: Json): void => {
    const checked = checkLayer(value, withValue({}, path, set), source);
    problems.push(...checked.findings.map((finding) => outerProblem(name, finding)));
    const faults = gatingFaults(withValue({}, path, set), checked.findings);
    gatingProblems.push(...faults.map((finding) => outerProblem(name, finding)));
    value = mergeLayer(settingsNode, value, checked.value);
  };
  for (const [path, set] of seeds.settings) lay(set.variable, [path], set.value);
  for (const { name, path } of variables.sources) lay(name, path, valueAt(variables.value, path) ?? {});
  for (const name of Object.keys(overrides)) {
    const set = valueAt(given.value, name.split("."));
    if (set !== undefined) lay(name, name.split("."), set);
  }
  return { value, problems, gatingProblems };
}
