import type { MemoryTrace } from "../diagnosis/index.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import type { Fact, Recorded } from "../model/fact.ts";
import type { MapperBlock } from "../model/mapper-block.ts";
import type { Run, StreamClaim } from "../model/run.ts";
import { type Spawn, startChild } from "./child.ts";
import { createLogKeeper } from "./log-keeper.ts";
import { createLogReader, type LogReader } from "./log-reader.ts";
import type { LogLevel } from "./meltano-command.ts";
import type { LinePaint } from "./render-log-line.ts";
import { lookAtResources, type ResourceSource } from "./resources/look-at-resources.ts";
import { resourceFacts } from "./resources/resource-facts.ts";
import type { ResourceWatch } from "./resources/resource-watch.ts";
import type { Stall } from "./stall.ts";
import { createStallWatch } from "./stall-watch.ts";
import { sumClaims } from "./sum-claims.ts";
import { type Supervised, type SuperviseOptions, supervise } from "./supervise.ts";

/** The world as a run sees it. */
export interface RunWorld
  extends ResourceSource,
    Pick<SuperviseOptions, "table" | "kill" | "sleep" | "now" | "every" | "onSignal" | "ownPid"> {
  readonly spawn: Spawn;
  readonly record: (facts: readonly Fact[]) => Promise<Recorded>;
  /** What our mappers told of this start of the run; `null` where the store can't be asked. */
  readonly readBlocks: () => Promise<MapperBlock[] | null>;
  /** Prints a line of the log. */
  readonly relay: (line: string) => void;
  /** Prints a short line of our own. */
  readonly say: (line: string) => void;
}

export interface WatchOptions {
  readonly run: Run;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly marker: string;
  readonly redactor: Redactor;
  readonly log: {
    readonly format: "json" | "text";
    readonly level: LogLevel;
    readonly paint?: LinePaint;
    readonly where: string;
  };
  readonly keepLog: "redacted" | "errors" | "none";
  /** The number of the first log chunk: above 0 where a run id is used again. */
  readonly firstChunk: number;
  /** What tap and target said in earlier attempts: what is kept of the run is the sum. */
  readonly earlierClaims: readonly StreamClaim[];
  /** Takes in what the plugins take from the machine, over all attempts. */
  readonly resources: ResourceWatch;
  readonly killAfterMs: number;
  readonly stallAfterMs: number | null;
  readonly onStall: (stall: Stall) => void;
  readonly onFlow: () => void;
}

/** A run that has ended, with what its log said. */
export interface WatchedRun extends Supervised {
  readonly reader: Pick<LogReader, "state" | "claims" | "spoken">;
  /** The number of the next log chunk. */
  readonly nextChunk: number;
  readonly memory: MemoryTrace;
}

const heartbeatMs = 10_000;
const flushMs = 1000;
const stallLookMs = 5000;

/** Starts Meltano and stands by it to its end; what is seen is made durable on the way. Rejects where it can't be started. */
export async function watchRun(options: WatchOptions, world: RunWorld): Promise<WatchedRun> {
  const { run, log } = options;
  const { runId } = run;
  const keeper = createLogKeeper({
    keep: options.keepLog,
    record: async (chunk) => void (await world.record([{ kind: "log", runId, chunk }])),
    now: world.now,
    firstNumber: options.firstChunk,
  });
  const reader = createLogReader({ redactor: options.redactor, keeper, relay: world.relay, ...log });
  const child = await startChild({
    spawn: world.spawn,
    command: options.command,
    args: options.args,
    env: options.env,
    onLine: reader.read,
  });
  const looks = lookAtResources(world, { ...world, resources: options.resources, root: child.pid });
  const supervisor = supervise({
    ...world,
    onLook: (processes) => looks.look(processes.map(({ pid }) => pid)),
    child,
    marker: options.marker,
    killAfterMs: options.killAfterMs,
    heard: () => reader.state().terminating,
  });
  const lookForStall = createStallWatch({ ...options, now: world.now });
  const stop = [
    world.every(flushMs, keeper.flush),
    world.every(heartbeatMs, () => void world.record(heartbeat(options, world.now(), reader))),
    world.every(stallLookMs, () => {
      void world.readBlocks().then((blocks) =>
        lookForStall({
          blocks,
          blocksDone: reader.state().blocks.length,
          tapRecords: reader.claims.tapRecords(),
          tapLives: supervisor.plugins().some(({ role }) => role === "tap"),
        }),
      );
    }),
  ];
  const supervised = await supervisor.finished;
  for (const end of stop) end();
  return { ...supervised, reader, memory: looks.end(), nextChunk: await keeper.end() };
}

function heartbeat(
  { run: { runId }, earlierClaims, resources }: WatchOptions,
  at: number,
  { claims }: Pick<LogReader, "claims">,
): Fact[] {
  const said = claims.list();
  return [
    { kind: "run_heartbeat", runId, at },
    ...(said.length === 0
      ? []
      : [{ kind: "claims", runId, claims: sumClaims(earlierClaims, said) } satisfies Fact]),
    ...resourceFacts(runId, resources),
  ];
}
