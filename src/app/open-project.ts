import { join } from "node:path";
import type { Channel } from "../channels/index.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { Clock } from "../lib/clock.ts";
import { createRedactor, type Redactor } from "../lib/redaction/index.ts";
import { readDotEnv, readProject, secretValues } from "../meltano/index.ts";
import type { MeltanoProject } from "../meltano/project.ts";
import type { FactRecorder } from "../model/fact.ts";
import { createRecorder, openStore, type Store } from "../store/index.ts";
import { newId, newRunId, systemClock } from "./clock.ts";
import { requireRoot } from "./require-root.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenOptions {
  readonly cwd: string;
  readonly env: Environment;
  /** The Meltano environment asked for; else `MELTANO_ENVIRONMENT`, else the project's default. */
  readonly environment?: string | undefined;
  /** The job whose settings count. */
  readonly job?: string | undefined;
  /** Settings from the command line, by dotted path. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** The clock to go by; else the machine's own. */
  readonly clock?: Clock;
  /** Channels of the caller's own, beside those of the settings. */
  readonly channels?: ReadonlyMap<string, Channel>;
  /** Told once, in one line, when the store can't be used and facts go to the spool. */
  readonly onDegraded?: (error: Error) => void;
  /** Prints an event of OpenLineage, where its transport is the console. */
  readonly onLineage?: (event: string) => void;
}

/** A project with its settings, its store and the effects that go with it. Close it when done. */
export interface OpenedProject {
  readonly project: MeltanoProject;
  readonly environment: string;
  /** The process's variables with the project's `.env` under them. */
  readonly env: Environment;
  readonly config: LoadedConfig;
  readonly redactor: Redactor;
  readonly recorder: FactRecorder;
  readonly clock: Clock;
  /** Channels that whoever opened the project brought along. */
  readonly ownChannels: ReadonlyMap<string, Channel>;
  readonly newId: () => string;
  readonly newRunId: () => string;
  /** Says once, in one line, what hampers us. */
  readonly onDegraded: (error: Error) => void;
  /** Prints an event of OpenLineage; `null` where nobody looks on. */
  readonly onLineage: ((event: string) => void) | null;
  /** Where facts wait while the store is away. */
  readonly spoolFolder: string;
  /** The store, opened at the first call. Raises a `PitchpipeError` where it can't be. */
  readonly store: () => Promise<Store>;
  /** Says that the store was found damaged and set aside, where it was opened and nobody said so before. */
  readonly tellDamage: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Finds the Meltano project around `cwd` and wires it up. Raises `NOT_A_PROJECT` where there is none. */
export function openProject(options: OpenOptions): OpenedProject {
  const root = requireRoot(options);
  const env = { ...readDotEnv(root, options.env), ...options.env };
  const project = readProject(root, env);
  const environment = options.environment ?? (env["MELTANO_ENVIRONMENT"] || project.defaultEnvironment) ?? "";
  const config = loadConfig({
    root,
    sysDir: project.sysDir,
    env: options.env,
    environment,
    job: options.job ?? null,
    overrides: options.overrides ?? {},
  });
  return { project, environment, env, config, ...effects(project, env, config, options) };
}

function effects(project: MeltanoProject, env: Environment, config: LoadedConfig, options: OpenOptions) {
  const url = config.settings.store.url ?? `sqlite:${join(project.sysDir, "pitchpipe", "pitchpipe.db")}`;
  const spoolFolder = join(project.sysDir, "pitchpipe", "spool");
  const clock = options.clock ?? systemClock;
  let opening: Promise<Store> | null = null;
  const open = async (): Promise<Store> => {
    try {
      return await openStore({ url, projectRoot: project.root, clock });
    } catch (thrown) {
      // The next call tries again: what kept it away may be over by then.
      opening = null;
      throw thrown;
    }
  };
  const store = (): Promise<Store> => {
    opening ??= open();
    return opening;
  };
  const told = new Set<string>();
  const onDegraded = (error: Error): void => {
    if (told.has(error.message)) return;
    told.add(error.message);
    options.onDegraded?.(error);
  };
  const tellDamage = async (): Promise<void> => {
    const opened = await opening?.catch(() => null);
    if (opened?.damage) onDegraded(opened.damage);
  };
  const recorder = createRecorder({ open: store, spoolFolder, clock, onDegraded });
  const close = async (): Promise<void> => {
    const opened = await opening?.catch(() => null);
    await opened?.close();
  };
  return {
    redactor: createRedactor([...secretValues(project, env), ...config.secrets]),
    recorder,
    clock,
    ownChannels: options.channels ?? new Map<string, Channel>(),
    newId,
    newRunId,
    onDegraded,
    onLineage: options.onLineage ?? null,
    spoolFolder,
    store,
    tellDamage,
    close,
  };
}
