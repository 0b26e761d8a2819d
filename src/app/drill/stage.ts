import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChannelEffects } from "../../channels/index.ts";
import type { JsonObject } from "../../lib/json-object.ts";
import { parseRunArguments, type RunCommandLine } from "../../runner/command-line.ts";
import type { RunPlan } from "../../runner/plan.ts";
import type { Store } from "../../store/index.ts";
import { type Alerting, createAlerting } from "../alerting.ts";
import type { Environment, OpenedProject } from "../open-project.ts";
import { type PreparedRun, prepareRun } from "../run/prepare-run.ts";
import { channelPlayedDead } from "./channel-played-dead.ts";
import { drillEffects } from "./drill-channels.ts";
import { type DrillClock, drillClock } from "./drill-clock.ts";
import { drillProject } from "./drill-project.ts";
import { mappingConfigOf, writeMapperConfig } from "./mapper-config.ts";
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
  readonly mappingConfig: JsonObject;
  /** From here on a channel is played dead; or works again, with `null`. The first one asked, with `any`. */
  readonly playDead: (channel: string | "any" | null) => void;
  /** The channel that is, or was, played dead. */
  readonly victim: () => string | null;
  /** Gives the mapper these `streams:` alone. */
  readonly setStreams: (streams: JsonObject) => void;
}

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
  const dead = channelPlayedDead();
  const clock = drillClock();
  const project = drillProject(prepared.project, { folder, send: options.send, isDead: dead.isDead });
  const { plan } = prepared;
  const place = plan.blocks.findIndex(({ kind }) => kind === "extract_load");
  const block = plan.blocks[place] as Stage["block"];
  const mapping = join(folder, "mapping.json");
  const setStreams = (streams: JsonObject): void => writeMapperConfig(project, { folder, mapping, streams });
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
    playDead: dead.play,
    victim: dead.victim,
  };
}
