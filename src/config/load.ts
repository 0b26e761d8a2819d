import { join } from "node:path";
import type { Json } from "../lib/canonical-json.ts";
import { readDotEnv } from "../meltano/index.ts";
import type { SeenStream } from "../model/stream-history.ts";
import { checkAlerting } from "./alert-checks.ts";
import { checkAudit } from "./audit-checks.ts";
import { type ConfigFile, readConfigFile } from "./config-file.ts";
import { gatingFaults } from "./gating.ts";
import { configHash } from "./hash.ts";
import {
  type CheckedLayer,
  checkLayer,
  type Effective,
  jobLayer,
  type LayerSource,
  makeEffective,
  type Unit,
} from "./layers.ts";
import { mergeLayer } from "./merge.ts";
import type { Finding } from "./messages.ts";
import type { Problem } from "./problem.ts";
import { hasReference, readTextFile } from "./references.ts";
import { checkRules } from "./rule-checks.ts";
import { type Settings, settingsNode, type settingsSchema } from "./schema.ts";
import { secretParts } from "./secret-parts.ts";
import { readSeedVariables, type SeedLayer } from "./seed-layer.ts";
import { settingsScope } from "./settings-scope.ts";
import { checkNames } from "./stream-checks.ts";
import { checkTemplates } from "./template-checks.ts";
import { readOverrides, readVariables } from "./variables.ts";
import { isMap, type Leaf, leavesOf, type Path, pathText, valueAt, withValue } from "./walk.ts";

export type { Problem } from "./problem.ts";
export type { Settings } from "./schema.ts";

export interface LoadOptions {
  /** The project's folder. */
  readonly root: string;
  /** Meltano's system folder. */
  readonly sysDir: string;
  /** The process's variables; the project's `.env` is read here and stands below them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly environment: string | null;
  readonly job: string | null;
  /** Settings from the command line, by dotted path. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Another file than the project's `pitchpipe.yml`; it must be there. */
  readonly file?: string;
  /** References that lead nowhere are errors instead of warnings. */
  readonly secretsRequired?: boolean;
  /** Streams that came in earlier runs: in strict mode a name that fits none of them is an error. */
  readonly seenStreams?: readonly SeenStream[];
}

/** A channel (or another part) that refers to a variable or file that is not there; it is not in the settings. */
export interface Misconfigured {
  readonly path: string;
  readonly name: string;
  /** Variables, and files as `file:/path`. */
  readonly missing: readonly string[];
}

export interface LoadedConfig {
  readonly settings: Settings;
  /** The owner of the job asked for. */
  readonly owner: string | null;
  /** Everything that is wrong, in the order of the file. What is misconfigured is a warning here. */
  readonly problems: readonly Problem[];
  /** Those of them that are in rules which keep rows back or end the run: a load must not begin without such a rule. */
  readonly gatingProblems: readonly Problem[];
  readonly misconfigured: readonly Misconfigured[];
  /** The file that was read; `null` where there is none. */
  readonly file: string | null;
  /** SHA-256 of what holds, without secret values: equal settings, equal hash. */
  readonly hash: string;
  /** What was set by file, variables and command line, as it was written there. May hold secrets: see `config show`. */
  readonly written: Json;
  /** The values of secret settings, for the redactor. */
  readonly secrets: readonly string[];
}

/** What only the engines know to be wrong: a mapper, which reads the same file, does without them. */
function checks(settings: Settings, seen: readonly SeenStream[]): Finding[] {
  return [
    ...checkAlerting(settings),
    ...checkAudit(settings),
    ...checkRules(settings),
    ...checkTemplates(settings),
    ...checkNames(settings, seen),
  ];
}

/**
 * The settings of a project: defaults, file, environment, job, variables, command line, the deepest wins. Bad content is
 * never thrown: what is valid is used, and `problems` says all the rest.
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const env = { ...readDotEnv(options.root, options.env), ...defined(options.env) };
  const source: LayerSource<typeof settingsSchema> = {
    scope: settingsScope,
    ...{ env, root: options.root, readFile: readTextFile },
    checks: (settings) => checks(settings, options.seenStreams ?? []),
  };
  const file = readConfigFile(options.file ?? join(options.root, "pitchpipe.yml"), {
    required: options.file !== undefined,
    readFile: readTextFile,
  });
  const layers = fileLayers(file, options, source);
  const { layer, owner } = jobLayer(layers.value, options.job);
  const seeds = readSeedVariables(env, channelNames(layers.value));
  const made = checkLayer({}, { channels: seeds.channels }, source);
  const below = mergeLayer(settingsNode, mergeLayer(settingsNode, made.value, layers.value), layer);
  const above = outerLayers(below, env, { ...options, seeds }, source);
  const effective = makeEffective(above.value, source);
  const settled = settle(effective, options);
  return {
    ...settled,
    misconfigured: [...settled.misconfigured, ...seeds.lacking.map(lackingChannel)],
    owner,
    problems: [
      ...layers.problems,
      ...seeds.problems,
      ...made.findings.map((finding) => outerProblem(pathText(finding.path), finding)),
      ...above.problems,
    ],
    gatingProblems: [...layers.gatingProblems, ...above.gatingProblems],
    file: file.path,
  };
}

function channelNames(value: Json): string[] {
  const channels = valueAt(value, ["channels"]);
  return isMap(channels) ? Object.keys(channels) : [];
}

function lackingChannel({ name, missing }: SeedLayer["lacking"][number]): Misconfigured {
  return { path: `channels.${name}`, name, missing };
}

function settle(effective: Effective<Settings>, { sysDir }: LoadOptions) {
  const { output, written, units, used } = effective;
  const path = output.quarantine.path ?? join(sysDir, "pitchpipe", "quarantine");
  return {
    settings: { ...output, quarantine: { ...output.quarantine, path } },
    misconfigured: misconfigured(units),
    hash: configHash(settingsNode, written),
    written,
    secrets: leavesOf(settingsNode, used)
      .filter((leaf) => typeof leaf.value === "string" && isSecret(leaf, written))
      .flatMap(({ value }) => secretParts(String(value))),
  };
}

/** Where only some values are secrets, one that somebody keeps elsewhere is: in a variable, in a file. */
function isSecret({ sensitive, inOpenMap, path }: Leaf, written: Json): boolean {
  const text = valueAt(written, path);
  return sensitive || (inOpenMap && typeof text === "string" && hasReference(text));
}

interface Layers {
  readonly value: Json;
  readonly problems: readonly Problem[];
  readonly gatingProblems: readonly Problem[];
}

/** The file's own part and every environment are judged, also those that don't hold now. */
function fileLayers(
  file: ConfigFile,
  { environment, secretsRequired }: LoadOptions,
  source: LayerSource<typeof settingsSchema>,
): Layers {
  const severity = secretsRequired === true ? "error" : "warning";
  const base = checkLayer({}, file.base, source);
  const problems = [
    ...base.findings.map((finding) => problemOf(finding, [], file)),
    ...unsetProblems(base, [], file, severity),
  ];
  const gating = gatingFaults(file.base, base.findings).map((finding) => problemOf(finding, [], file));
  if (file.hidesGates) gating.push(...file.problems);
  let value = base.value;
  for (const [name, overlay] of Object.entries(file.environments)) {
    const checked = checkLayer(base.value, overlay, source);
    const prefix = ["environments", name];
    problems.push(...checked.findings.map((finding) => problemOf(finding, prefix, file)));
    problems.push(...unsetProblems(checked, prefix, file, severity));
    if (name !== environment) continue;
    value = mergeLayer(settingsNode, base.value, checked.value);
    const faults = gatingFaults(overlay, checked.findings);
    gating.push(...faults.map((finding) => problemOf(finding, prefix, file)));
  }
  return { value, problems: [...file.problems, ...problems].sort(byPlace), gatingProblems: gating };
}

/** Variables and the command line, one by one: a wrong one is left out, and what it should have covered holds. */
function outerLayers(
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

function problemOf(
  { path, what, message, hint, severity = "error" }: Finding,
  prefix: Path,
  file: ConfigFile,
): Problem {
  const at = [...prefix, ...path];
  const where = prefix.length === 0 ? message : `${pathText(prefix)}: ${message}`;
  return { path: pathText(at), ...file.place(at, what), severity, message: where, hint };
}

function outerProblem(name: string, { path, message, hint, severity = "error" }: Finding): Problem {
  const where = name === pathText(path) ? message : `${name}: ${message}`;
  return { path: name, line: null, column: null, severity, message: where, hint };
}

function unsetProblems(
  layer: Pick<CheckedLayer, "unset">,
  prefix: Path,
  file: ConfigFile,
  severity: Problem["severity"],
): Problem[] {
  return layer.unset.map(({ path, missing }) => {
    const at = [...prefix, ...path];
    const message = `${pathText(at)} refers to ${missing.map(referenceText).join(" and ")}, which is not set.`;
    const hint = "Until it is, this part is left out. Set it in the environment or in .env.";
    return { path: pathText(at), ...file.place(at), severity, message, hint };
  });
}

function referenceText(missing: string): string {
  return missing.startsWith("file:") ? `the file ${missing.slice(5)}` : `$${missing}`;
}

function misconfigured(units: readonly Unit[]): Misconfigured[] {
  const byPath = new Map<string, Misconfigured>();
  for (const { path, missing } of units) {
    const text = pathText(path);
    const known = byPath.get(text)?.missing ?? [];
    const name = String(path.findLast((key) => typeof key === "string") ?? text);
    byPath.set(text, { path: text, name, missing: [...new Set([...known, ...missing])] });
  }
  return [...byPath.values()];
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function defined(env: LoadOptions["env"]): LoadOptions["env"] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
