import { join } from "node:path";
import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import { readDotEnv } from "../meltano/index.ts";
import type { SeenStream } from "../model/stream-history.ts";
import { checkAlerting } from "./alert-checks.ts";
import { checkAudit } from "./audit-checks.ts";
import { readConfigFile } from "./config-file.ts";
import { configHash } from "./hash.ts";
import { outerProblem } from "./layer-problems.ts";
import { checkLayer, type Effective, jobLayer, type LayerSource, makeEffective } from "./layers.ts";
import type { LoadOptions } from "./load-options.ts";
import { mergeLayer } from "./merge.ts";
import type { Finding } from "./messages.ts";
import { type Misconfigured, misconfigured } from "./misconfigured.ts";
import type { Problem } from "./problem.ts";
import { fileLayers, outerLayers } from "./read-layers.ts";
import { hasReference, readTextFile } from "./references.ts";
import { checkRules } from "./rule-checks.ts";
import { type Settings, settingsNode, type settingsSchema } from "./schema.ts";
import { secretParts } from "./secret-parts.ts";
import { readSeedVariables, type SeedLayer } from "./seed-layer.ts";
import { settingsScope } from "./settings-scope.ts";
import { checkNames } from "./stream-checks.ts";
import { checkTemplates } from "./template-checks.ts";
import { type Leaf, leavesOf, pathText, valueAt } from "./walk.ts";

export type { Problem } from "./problem.ts";
export type { Settings } from "./schema.ts";

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
  return isJsonObject(channels) ? Object.keys(channels) : [];
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

function defined(env: LoadOptions["env"]): LoadOptions["env"] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
