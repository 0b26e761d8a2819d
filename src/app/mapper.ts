import { openSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { loadMapperConfig, type MapperConfig } from "../config/load-mapper.ts";
import type { Problem } from "../config/problem.ts";
import { messageOf } from "../lib/errors.ts";
import { copyBytes } from "../mapper/byte-copy.ts";
import { fdInput } from "../mapper/fd-input.ts";
import { fdSink } from "../mapper/fd-sink.ts";
import type { Log, Timing } from "../mapper/ports.ts";

export type { Log } from "../mapper/ports.ts";

import { type MapperOptions, type RunningMapper, runMapper } from "../mapper/run-mapper.ts";
import type { Labels } from "../model/labels.ts";
import type { ProcessIdentity, Run } from "../model/run.ts";
import { processIdentity } from "../runner/process-identity.ts";
import { readProcessTable } from "../runner/process-table.ts";
import { newId, newRunId, systemClock } from "./clock.ts";
import { brokenChecks } from "./mapper/broken-checks.ts";
import { forgetful, maskedKeys, maskGuard } from "./mapper/disabled.ts";
import { findingsRecorder } from "./mapper/findings-recorder.ts";
import { holdsForDrift } from "./mapper/history-reader.ts";
import type { Quality } from "./mapper/quality.ts";
import { type RecorderThread, recorderThread } from "./mapper/recorder-thread.ts";
import { QuarantineWriter } from "./quarantine/quarantine-writer.ts";

/** What the mapper sees of its process. */
export interface MapperProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  readonly host: string;
  /** The file descriptors of stdin and stdout. */
  readonly fds: { readonly input: number; readonly output: number };
  /** The files of `--config`, in order. */
  readonly configFiles: readonly string[];
  /** The file of `--input`; `null` for stdin. */
  readonly inputFile: string | null;
  readonly log: Log;
  /** The file whose worker side calls `serveRecorder`. */
  readonly workerUrl: URL;
  readonly onSignal: (listener: (name: "SIGTERM" | "SIGINT") => void) => void;
}

const timing: Timing = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  every: (ms, work) => {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
  soon: (work) => void setImmediate(work),
};

/** Runs the mapper between stdin and stdout of this process; answers the exit code. Raises `MAPPER_CONFIG`. */
export async function runMapperProcess(process: MapperProcess): Promise<number> {
  const config = loadMapperConfig({
    configFiles: process.configFiles,
    env: process.env,
    readFile: (path) => readFileSync(path, "utf8"),
  });
  if (config.disabled) return await passUnwatched(process, config);
  for (const problem of config.problems) tellProblem(process.log, problem);
  const recorder = openRecorder(process, config);
  const options = mapperOptions(process, config);
  const checked = await withChecks(process, config, { options, recorder });
  const exitCode = await supervise(process, runMapper({ ...options, ...pipes(process), ...checked }));
  await recorder.close();
  return exitCode;
}

/** Switched off: bytes are copied, nothing is stored, nothing is told. Rows that a rule masks don't pass. */
async function passUnwatched(process: MapperProcess, config: MapperConfig): Promise<number> {
  const keys = maskedKeys(config);
  if (keys.length === 0)
    return await supervise(process, copyBytes({ ...pipes(process), timing, drainMs: 60_000 }));
  const inspector = maskGuard(keys, config.meltano.extractor);
  const options = { ...mapperOptions(process, config), ...pipes(process), recorder: forgetful, inspector };
  return await supervise(process, runMapper(options));
}

interface Unchecked {
  readonly options: ReturnType<typeof mapperOptions>;
  readonly recorder: RecorderThread;
}

/** The checking side, and a recorder that takes along what it finds. Without checks its code is not even loaded. */
async function withChecks(
  process: MapperProcess,
  config: MapperConfig,
  { options, recorder }: Unchecked,
): Promise<Pick<MapperOptions, "inspector" | "recorder" | "beforeLastWord">> {
  if (config.checks === "off") return { inspector: null, recorder };
  const { quarantine, block } = options;
  let quality: Quality;
  try {
    const { openQuality } = await import("./mapper/quality.ts");
    quality = openQuality({
      config,
      now: timing.now,
      onSchema: (stream, line) => quarantine.noteSchema(stream, line),
    });
  } catch (thrown) {
    return { inspector: brokenChecks(config, thrown), recorder };
  }
  const { inspector, arrived } = quality;
  const { projectRoot, environment, extractor } = config.meltano;
  const beforeLastWord = orAfter(
    pastWaitMs,
    recorder
      .past({
        project: projectOf(projectRoot),
        environment: environment ?? "",
        runId: block.runId,
        tap: extractor,
        startedBefore: timing.now(),
      })
      .then(arrived),
  );
  // The load is to be held at a SCHEMA: only then somebody has to know at once what it was before.
  if (holdsForDrift(config.streamLayers)) await beforeLastWord;
  const onFault = (thrown: unknown): void =>
    process.log("error", `what the checks found could not be told: ${messageOf(thrown)}`);
  const { blockId, runId } = block;
  return {
    inspector,
    beforeLastWord,
    recorder: findingsRecorder({ recorder, source: inspector, blockId, runId, now: timing.now, onFault }),
  };
}

/** How long a store that is slow to answer may keep the past of a job to itself. */
const pastWaitMs = 10_000;

/** Settles with the work or when the time is up, whichever is first. */
function orAfter(ms: number, work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((settle) => {
    timer = setTimeout(settle, ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function supervise(process: MapperProcess, mapper: RunningMapper): Promise<number> {
  process.onSignal((name) => mapper.signal(name));
  const { exitCode } = await mapper.done;
  return exitCode;
}

function pipes({ inputFile, fds }: MapperProcess): Pick<MapperOptions, "input" | "sink"> {
  return {
    input: fdInput(inputFile === null ? fds.input : openSync(inputFile, "r")),
    sink: fdSink(fds.output),
  };
}

function mapperOptions(
  process: MapperProcess,
  config: MapperConfig,
): Omit<MapperOptions, "input" | "sink" | "recorder" | "inspector"> & {
  readonly quarantine: QuarantineWriter;
} {
  const { mapper, audit, quarantine, samples } = config.settings;
  const runId = config.meltano.runId ?? newRunId();
  const identity = processIdentity(process.pid, process.host, readProcessTable());
  return {
    timing,
    log: process.log,
    newId,
    quarantine: new QuarantineWriter({
      folder: quarantine.path ?? join(systemFolder(process, config), "quarantine"),
      runId,
      tap: config.meltano.extractor,
      keep: quarantine.keep,
      maxSize: quarantine.max_size,
      now: timing.now,
      onTrouble: (message) => process.log("error", message),
    }),
    settings: {
      inspectLimitBytes: mapper.inspect_limit,
      drainMs: mapper.drain,
      minRecordsPerSecond: mapper.min_records_per_second,
      garbage: mapper.garbage,
      onUnavailable: audit.on_unavailable,
      sampleValues: samples.values,
    },
    block: { blockId: newId(), runId, tap: config.meltano.extractor, process: identity },
    ownRun: config.meltano.runId === null ? ownRun(config, runId, identity) : null,
    labels: labelsOf(config),
  };
}

/** The run as far as a mapper can see it, where no runner has opened one. */
function ownRun({ meltano, settings }: MapperConfig, runId: string, process: ProcessIdentity): Run {
  const now = systemClock.now();
  return {
    runId,
    project: projectOf(meltano.projectRoot),
    environment: meltano.environment ?? "",
    job: meltano.extractor ?? "",
    tasks: [],
    status: "running",
    exitCode: null,
    startedAt: now,
    endedAt: null,
    complete: false,
    owner: null,
    labels: settings.labels,
    trigger: null,
    source: "mapper",
    process,
    heartbeatAt: now,
    cause: null,
    failedPlugin: null,
    notices: [],
  };
}

/** The job is left to the run: a mapper knows only its tap. */
function labelsOf({ meltano, settings }: MapperConfig): Labels {
  return {
    ...settings.labels,
    project: projectOf(meltano.projectRoot),
    environment: meltano.environment ?? "",
    job: meltano.runId === null ? (meltano.extractor ?? "") : "",
    plugin: meltano.extractor ?? "",
    stream: "",
    check: "",
  };
}

function projectOf(root: string | null): string {
  return root === null ? "" : basename(root);
}

function openRecorder(process: MapperProcess, config: MapperConfig): RecorderThread {
  const onTrouble = (message: string): void => process.log("warning", message);
  const { storeUrl } = config;
  if (storeUrl === null)
    return {
      record: () => Promise.resolve("lost"),
      past: () => Promise.resolve(null),
      close: () => Promise.resolve(),
    };
  const projectRoot = config.meltano.projectRoot ?? process.cwd;
  const spoolFolder = join(systemFolder(process, config), "spool");
  return recorderThread({
    place: { storeUrl, projectRoot, spoolFolder },
    workerUrl: process.workerUrl,
    onTrouble,
  });
}

function systemFolder({ cwd }: MapperProcess, { meltano }: MapperConfig): string {
  return join(meltano.sysDir ?? join(cwd, ".meltano"), "pitchpipe");
}

function tellProblem(log: Log, { severity, message, hint }: Problem): void {
  log(severity, hint === null ? message : `${message} ${hint}`);
}
