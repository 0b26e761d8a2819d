import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { dryRun } from "./dry-run.ts";
import { sendHeartbeat } from "./heartbeat.ts";
import { doSteps, leaseStep, type StepFailure, type TickStep } from "./step.ts";
import { tellSteps } from "./step-signals.ts";
import { noCounts, tickSteps } from "./steps.ts";
import { watchBegan } from "./watch-began.ts";

/** What one pass did, in counts. */
export type TickCounts = Readonly<Record<string, number>>;

export interface Ticked {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly did: TickCounts;
  /** Steps that could not be done; the others were. */
  readonly failed: readonly StepFailure[];
  /** Why the heartbeat did not arrive; `null` where it did, or none was due. */
  readonly heartbeatError: string | null;
  readonly dryRun: boolean;
  /** `busy`: another process does the same work just now, so this one did nothing. */
  readonly lease: "held" | "busy";
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

/**
 * One pass of all time-driven work, idempotent: takes in what happened, judges it by rules and deadlines, tells it, and
 * tidies up. A step that fails leaves the others alone. Several at once are safe: one works.
 */
export async function tick(project: OpenedProject, options: TickOptions): Promise<Ticked> {
  const { clock, newId } = project;
  const startedAt = clock.now();
  const store = await project.store();
  const passed = (what: Partial<Ticked>): Ticked => ({
    startedAt,
    durationMs: Math.max(0, clock.now() - startedAt),
    did: noCounts,
    failed: [],
    heartbeatError: null,
    dryRun: options.dryRun === true,
    lease: "held",
    ...what,
  });
  if (options.dryRun === true)
    return passed(await dryRun(project, (dry, forgetful) => work(dry, forgetful, options, async () => true)));
  const holder = newId();
  const name = `tick ${project.project.name}`;
  const hold = (): Promise<boolean> => {
    const now = clock.now();
    return store.transaction((tx) => tx.leases.acquire({ name, holder, now, until: now + leaseMs }));
  };
  if (!(await hold())) return passed({ lease: "busy" });
  // A step may take long; a renewal that fails is tried again after the step.
  const renewal = setInterval(() => void hold().catch(() => false), renewMs);
  try {
    return passed(await work(project, store, options, hold));
  } finally {
    clearInterval(renewal);
    await store.transaction((tx) => tx.leases.release(name, holder));
  }
}

type Work = Pick<Ticked, "did" | "failed" | "heartbeatError">;

async function work(
  project: OpenedProject,
  store: Store,
  { deliverForMs, dryRun: dry = false, steps = tickSteps }: TickOptions,
  hold: () => Promise<boolean>,
): Promise<Work> {
  const alerting = createAlerting(project);
  const began = await watchBegan(store, project.clock.now());
  const context = { project, store, alerting, began, deliverForMs, dryRun: dry };
  const { did, failed } = await doSteps(steps, context, hold);
  const now = project.clock.now();
  const broken = failed.filter(({ step }) => step !== leaseStep);
  await tellSteps(steps, broken, { store, alerting, project: project.project.name, now });
  // What has just been found to fail is told now, not by the next pass, which may fail altogether.
  if (failed.length > 0 && !dry) await alerting.deliver(deliverForMs).catch(() => null);
  await store.transaction((tx) => tx.notes.set("tick.last_at", now));
  const heartbeat =
    dry || failed.length > 0 ? { heartbeats_sent: 0, error: null } : await sendHeartbeat(project, store);
  return {
    did: { ...noCounts, ...did, heartbeats_sent: heartbeat.heartbeats_sent },
    failed,
    heartbeatError: heartbeat.error,
  };
}

/** The document of `tick --json` (design section 15). */
export function tickDocument({
  startedAt,
  durationMs,
  did,
  lease,
  failed,
  heartbeatError,
  dryRun: dry,
}: Ticked): { readonly [key: string]: Json } {
  return {
    started_at: toTimestamp(startedAt),
    duration_seconds: durationMs / 1000,
    did: { ...did },
    lease,
    dry_run: dry,
    failed: failed.map(({ step, error }) => ({ step, error })),
    heartbeat_error: heartbeatError,
  };
}
