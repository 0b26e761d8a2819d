import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { sendHeartbeat } from "./heartbeat.ts";
import { doSteps, leaseStep, type StepFailure, type TickStep } from "./step.ts";
import { failingSteps, tellSteps } from "./step-signals.ts";
import { lookingSteps, noCounts } from "./steps.ts";
import { watchBegan } from "./watch-began.ts";

/** What one pass did, in counts. */
export type TickCounts = Readonly<Record<string, number>>;

/** What became of the parts of a pass. */
export interface Work {
  readonly did: TickCounts;
  /** Steps that could not be done; the others were. */
  readonly failed: readonly StepFailure[];
  /** Why the heartbeat did not arrive; `null` where it did, or none was due. */
  readonly heartbeatError: string | null;
}

export interface TickOptions {
  readonly deliverForMs: number;
  /** Says what would be done: nothing is written for good, nothing is sent. */
  readonly dryRun?: boolean;
  /** The steps of a pass; all without a list. */
  readonly steps?: readonly TickStep[];
}

/** How long a pass may be believed alive without a word: so that one that is killed doesn't keep the next from working. */
const leaseMs = 30_000;
const renewMs = 10_000;

const mainPart = "tick";
const lookingPart = "tick health";

/** Steps that stand and fall together: one process does them at a time. */
export interface Part {
  readonly name: string;
  readonly steps: readonly TickStep[];
}

/** What looks outside may hang as long as its time limits say: no other pass waits for that. */
export function partsOf(steps: readonly TickStep[]): readonly [Part, ...Part[]] {
  const looking = steps.filter((step) => lookingSteps.includes(step));
  const others = { name: mainPart, steps: steps.filter((step) => !looking.includes(step)) };
  return looking.length === 0 ? [others] : [others, { name: lookingPart, steps: looking }];
}

/** What parts are done with. */
export interface Working {
  readonly project: OpenedProject;
  readonly store: Store;
  readonly options: TickOptions;
}

/** Does a part where nobody else does it just now; `null` where somebody does. */
export async function underLease(part: Part, working: Working): Promise<Work | null> {
  const { project, store } = working;
  const { clock } = project;
  const holder = project.newId();
  const name = `${part.name} ${project.project.name}`;
  const hold = (): Promise<boolean> => {
    const now = clock.now();
    return store.transaction((tx) => tx.leases.acquire({ name, holder, now, until: now + leaseMs }));
  };
  if (!(await hold())) return null;
  // A step may take long; a renewal that fails is tried again after the step.
  const renewal = setInterval(() => void hold().catch(() => false), renewMs);
  try {
    return await work(part, working, hold);
  } finally {
    clearInterval(renewal);
    await store.transaction((tx) => tx.leases.release(name, holder));
  }
}

export const nothingDone: Work = { did: noCounts, failed: [], heartbeatError: null };

/** Does all parts, whoever else does them: for a pass that leaves nothing behind. */
export async function workThrough(parts: readonly Part[], working: Working): Promise<Work> {
  const all: Work[] = [];
  for (const part of parts) all.push(await work(part, working, async () => true));
  return together(all);
}

/** What the parts did, as one. */
export function together(all: readonly Work[]): Work {
  const did: Record<string, number> = { ...noCounts };
  for (const [name, count] of all.flatMap((one) => Object.entries(one.did)))
    did[name] = (did[name] ?? 0) + count;
  return {
    did,
    failed: all.flatMap(({ failed }) => failed),
    heartbeatError: all.find(({ heartbeatError }) => heartbeatError !== null)?.heartbeatError ?? null,
  };
}

async function work(
  { name, steps }: Part,
  { project, store, options: { deliverForMs, dryRun: dry = false } }: Working,
  hold: () => Promise<boolean>,
): Promise<Work> {
  const alerting = createAlerting(project);
  const began = await watchBegan(store, project.clock.now());
  const context = { project, store, alerting, began, deliverForMs, dryRun: dry };
  const { did, failed } = await doSteps(steps, context, hold);
  const now = project.clock.now();
  const broken = failed.filter(({ step }) => step !== leaseStep);
  await tellSteps(steps, broken, { store, alerting, project: project.project.name, now, part: name });
  // What has just been found to fail is told now, not by the next pass, which may fail altogether.
  if (failed.length > 0 && !dry) await alerting.deliver(deliverForMs).catch(() => null);
  if (name !== mainPart) return { did, failed, heartbeatError: null };
  await store.transaction((tx) => tx.notes.set("tick.last_at", now));
  const good = failed.length === 0 && (await failingSteps(store, lookingPart)).length === 0;
  const heartbeat = dry || !good ? { heartbeats_sent: 0, error: null } : await sendHeartbeat(project, store);
  return {
    did: { ...did, heartbeats_sent: heartbeat.heartbeats_sent },
    failed,
    heartbeatError: heartbeat.error,
  };
}
