import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MapperBlock, Segment, StreamCount } from "../../src/model/mapper-block.ts";
import type { Run } from "../../src/model/run.ts";
import type { Signal } from "../../src/model/signal.ts";
import { openStore, takeInSpool } from "../../src/store/index.ts";
import { mapperBin } from "../setup/dist.ts";

const clock = { now: () => Date.now() };

/** A project folder with nothing but what a mapper looks for. */
export interface MapperProject {
  readonly root: string;
  readonly config: string;
  readonly storeFolder: string;
  remove(): void;
}

export function makeMapperProject(config: unknown = {}): MapperProject {
  const root = mkdtempSync(join(tmpdir(), "pitchpipe-mapper-"));
  writeFileSync(join(root, "meltano.yml"), "default_environment: dev\n");
  writeFileSync(join(root, "config.json"), JSON.stringify(config));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  return {
    root,
    config: join(root, "config.json"),
    storeFolder: join(root, ".meltano", "pitchpipe"),
    remove,
  };
}

export interface MapperChild {
  readonly child: ChildProcess;
  /** Settles at its exit: the code, or the signal that killed it. */
  readonly exit: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
  stdout(): Buffer;
  stderr(): string;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where stdout goes when the test doesn't read it. */
  readonly stdout?: "pipe" | number;
}

/** The built mapper as Meltano would start it. */
export function startMapper(project: MapperProject, options: StartOptions = {}): MapperChild {
  const child = spawn(process.execPath, [mapperBin, ...(options.args ?? ["--config", project.config])], {
    cwd: project.root,
    env: {
      PATH: process.env["PATH"],
      MELTANO_PROJECT_ROOT: project.root,
      MELTANO_ENVIRONMENT: "dev",
      MELTANO_EXTRACTOR_NAME: "tap-x",
      ...options.env,
    },
    stdio: ["pipe", options.stdout ?? "pipe", "pipe"],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin?.on("error", () => undefined);
  const exit = once(child, "close").then(([exitCode, signal]) => ({ exitCode, signal }));
  return { child, exit, stdout: () => Buffer.concat(out), stderr: () => Buffer.concat(err).toString() };
}

/** Runs it over the whole input. */
export async function mapThrough(project: MapperProject, input: Buffer | string, options: StartOptions = {}) {
  const mapper = startMapper(project, options);
  mapper.child.stdin?.end(input);
  const { exitCode } = await mapper.exit;
  return { exitCode, stdout: mapper.stdout(), stderr: mapper.stderr(), kept: await readKept(project) };
}

/** Everything a mapper left in the store and the spool. */
export interface Kept {
  readonly run: Run | null;
  readonly blocks: readonly MapperBlock[];
  readonly streams: readonly StreamCount[];
  readonly segments: readonly Segment[];
  readonly signals: readonly Signal[];
}

export async function readKept({ root, storeFolder }: MapperProject): Promise<Kept> {
  mkdirSync(storeFolder, { recursive: true });
  const store = await openStore({
    url: `sqlite:${join(storeFolder, "pitchpipe.db")}`,
    projectRoot: root,
    clock,
  });
  const spool = join(storeFolder, "spool");
  if (existsSync(spool)) await takeInSpool({ store, folder: spool, clock });
  const [run = null] = await store.runs.list({ limit: 1 });
  const runId = run?.runId ?? "";
  const kept = {
    run,
    blocks: await store.blocks.ofRun(runId),
    streams: await store.blocks.streams(runId),
    segments: await store.blocks.segments(runId),
    signals: (await store.signals.pending(100)).map(({ signal }) => signal),
  };
  await store.close();
  return kept;
}

/** The lines that were set aside, in files of their own per run. */
export function readQuarantine({
  storeFolder,
}: MapperProject): { reason: string; original?: string; original_base64?: string }[] {
  const folder = join(storeFolder, "quarantine");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  return files.flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

/** The messages of the structured lines on stderr. */
export function messagesOf(stderr: string): string[] {
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).message);
}
