import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openlineageSettings } from "../../audit/openlineage/settings.ts";
import type { ChannelEffects } from "../../channels/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Clock } from "../../lib/clock.ts";
import { listOf, mapOf } from "../../meltano/document.ts";
import { named, pluginEntries } from "../../meltano/project.ts";
import { parseRunArguments, type RunCommandLine } from "../../runner/command-line.ts";
import type { RunPlan } from "../../runner/plan.ts";
import type { Store } from "../../store/index.ts";
import { type Alerting, createAlerting } from "../alerting.ts";
import { systemClock } from "../clock.ts";
import type { Environment, OpenedProject } from "../open-project.ts";
import { type PreparedRun, prepareRun } from "../run/prepare-run.ts";
import { drillChannels, drillEffects } from "./drill-channels.ts";
import { isJsonMap, type JsonMap } from "./json-map.ts";
import { makeStandIn, type StandIn } from "./stand-in.ts";

export interface StageOptions {
  readonly root: string;
  readonly env: Environment;
  /** What the runs are runs of, as behind `meltano run`. */
  readonly names: readonly string[];
  /** Messages really leave. */
  readonly send: boolean;
  /** The mapper's program. */
  readonly mapper: string;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** A clock that can be moved on, where the settings want something told later. */
export interface DrillClock extends Clock {
  readonly reach: (at: number) => void;
  /** How far it is ahead of the machine's. */
  readonly ahead: () => number;
}

/** Where one scenario plays: the user's settings and channels over a store, a state and a quarantine of its own. */
export interface Stage {
  readonly prepared: PreparedRun;
  /** By the machine's clock, as mappers are. */
  readonly project: OpenedProject;
  /** The same by the drill's clock, for all that is told. */
  readonly telling: OpenedProject;
  readonly alerting: Alerting;
  readonly plan: RunPlan;
  readonly block: Extract<RunPlan["blocks"][number], { kind: "extract_load" }>;
  readonly store: Store;
  readonly clock: DrillClock;
  readonly standIn: StandIn;
  readonly env: Environment;
  readonly line: RunCommandLine;
  readonly signal: AbortSignal;
  readonly send: boolean;
  /** The user's own `run.stall_after`. */
  readonly ownStallAfterMs: number | null;
  /** The user's own words for a message, marked. */
  readonly words: NonNullable<ChannelEffects["words"]>;
  /** What the mapping itself says, beside `pitchpipe.yml`. */
  readonly mappingConfig: JsonMap;
  /** From here on a channel is played dead; or works again, with `null`. The first one asked, with `any`. */
  readonly playDead: (channel: string | "any" | null) => void;
  /** The channel that is, or was, played dead. */
  readonly victim: () => string | null;
  /** Gives the mapper these `streams:` alone. */
  readonly setStreams: (streams: JsonMap) => void;
}

/** How soon a stall is one: nobody waits ten minutes for a drill. */
export const stallAfterMs = 1_000;

/** Sets a stage up, lets `play` happen on it, and leaves nothing of it. */
export async function onStage<Result>(
  options: StageOptions,
  play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-drill-"));
  chmodSync(folder, 0o700);
  let close: (() => Promise<void>) | null = null;
  try {
    const env = separate(options.env, folder);
    const line = parseRunArguments(["--meltano", join(folder, "meltano"), "--", ...options.names]);
    const prepared = prepareRun({ line, argv: options.names, env, cwd: options.root, say: () => undefined });
    close = prepared.project.close;
    return await play(await build({ ...options, env }, { folder, line, prepared }));
  } finally {
    await close?.();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Variables that lead all that is written into a folder, and keep what a run around us says out of it. */
function separate(env: Environment, folder: string): Environment {
  const { PITCHPIPE_DISABLED: _, MELTANO_RUN_ID: __, MELTANO_JOB_TRIGGER: ___, ...rest } = env;
  return {
    ...rest,
    MELTANO_SYS_DIR_ROOT: join(folder, "system"),
    PITCHPIPE_STORE_URL: `sqlite:${join(folder, "drill.db")}`,
    PITCHPIPE_QUARANTINE_PATH: join(folder, "quarantine"),
  };
}

interface Built {
  readonly folder: string;
  readonly line: RunCommandLine;
  readonly prepared: PreparedRun;
}

async function build(options: StageOptions, { folder, line, prepared }: Built): Promise<Stage> {
  const dead = { name: null as string | null, wanted: null as string | null };
  const isDead = (channel: string): boolean => {
    if (dead.wanted === "any") {
      dead.wanted = channel;
      dead.name = channel;
    }
    return dead.wanted === channel;
  };
  const clock = drillClock();
  const project = drillProject(prepared.project, { folder, send: options.send, isDead });
  const { plan } = prepared;
  const place = plan.blocks.findIndex(({ kind }) => kind === "extract_load");
  const block = plan.blocks[place] as Stage["block"];
  const mapping = join(folder, "mapping.json");
  const setStreams = (streams: JsonMap): void => writeMapperConfig(project, { folder, mapping, streams });
  setStreams({});
  const standIn = makeStandIn(folder, {
    tap: block.tap,
    blocks: plan.blocks.map(({ kind }) => (kind === "extract_load" ? "ExtractLoadBlocks" : "InvokerCommand")),
    place,
    root: project.project.root,
    environment: project.environment,
    mapper: options.mapper,
    mapping,
  });
  const telling = { ...project, clock };
  return {
    ...{ telling, alerting: createAlerting(telling) },
    ...{ prepared: { ...prepared, project }, project, plan, block, clock, standIn, line, setStreams },
    ...{ env: options.env, signal: options.signal, send: options.send },
    store: await project.store(),
    ownStallAfterMs: prepared.project.config.settings.run.stall_after,
    words: drillEffects(project).words ?? (() => null),
    mappingConfig: mappingConfigOf(project, plan),
    playDead: (channel) => {
      dead.wanted = channel;
      if (channel !== null && channel !== "any") dead.name = channel;
    },
    victim: () => dead.name,
  };
}

function drillClock(): DrillClock {
  let ahead = 0;
  const now = (): number => systemClock.now() + ahead;
  return {
    now,
    reach: (at) => {
      ahead += Math.max(0, at - now());
    },
    ahead: () => ahead,
  };
}

interface Play {
  readonly folder: string;
  readonly send: boolean;
  readonly isDead: (channel: string) => boolean;
}

/** The user's project, its settings but for what a drill must not touch or wait for. */
function drillProject(opened: OpenedProject, play: Play): OpenedProject {
  const { settings } = opened.config;
  const { heartbeat: _, ...kept } = settings;
  const run =
    settings.run.stall_after === null ? settings.run : { ...settings.run, stall_after: stallAfterMs };
  const labels = { ...settings.labels, drill: "true" };
  // What others are told of runs must not hold one that never was.
  const openlineage = openlineageSettings.parse({ enabled: false });
  const config = { ...opened.config, settings: { ...kept, labels, run, openlineage } };
  const folder = join(play.folder, "logs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const project = { ...opened, config };
  return { ...project, ownChannels: drillChannels(project, { ...play, folder }) };
}

/** The mapper reads this instead of `pitchpipe.yml`: the same but for its streams, and where it writes. */
function writeMapperConfig(
  { config }: OpenedProject,
  {
    folder,
    mapping,
    streams,
  }: { readonly folder: string; readonly mapping: string; readonly streams: JsonMap },
): void {
  const written: JsonMap = isJsonMap(config.written) ? config.written : {};
  const { timezone = null, samples = null, defaults = null, mapper = null, quarantine = null } = written;
  const given = Object.entries({ timezone, samples, defaults, mapper }).filter(([, value]) => value !== null);
  const document: JsonMap = {
    version: 1,
    ...Object.fromEntries(given),
    labels: { ...config.settings.labels },
    quarantine: { ...(isJsonMap(quarantine) ? quarantine : {}), path: join(folder, "quarantine") },
    streams,
  };
  const file = join(folder, "drill.yml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(document), { mode: 0o600 });
  writeFileSync(mapping, JSON.stringify({ config_file: file }), { mode: 0o600 });
}

/** The config of the mapping in the played block, as `meltano.yml` has it; empty where there is none. */
function mappingConfigOf({ project }: OpenedProject, { watcher }: RunPlan): JsonMap {
  const mapper = pluginEntries(project.document).find(({ name }) => name === watcher?.plugin);
  const mapping = named(listOf(mapper?.entry["mappings"])).find(({ name }) => name === watcher?.mapping);
  return mapOf(mapping?.entry["config"]) as { readonly [key: string]: Json };
}
