import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { type Store, takeInSpool } from "../../store/index.ts";
import { type Alerting, createAlerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { adoptRuns } from "./adopt-runs.ts";
import { decideSignals } from "./decide-signals.ts";
import { findLostRuns } from "./find-lost-runs.ts";
import { retain } from "./retention.ts";
import { tellFindings } from "./tell-findings.ts";

/** What one pass did, in counts. */
export interface TickCounts {
  spooled_facts_taken_in: number;
  runs_lost: number;
  runs_returned: number;
  runs_adopted: number;
  runs_completed: number;
  findings_told: number;
  signals_decided: number;
  notifications_accepted: number;
  notifications_failed: number;
  notifications_dead: number;
  runs_dropped: number;
  logs_dropped: number;
  samples_dropped: number;
  alerts_dropped: number;
  segments_dropped: number;
  quarantined_dropped: number;
}

export interface Ticked {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly did: Readonly<TickCounts>;
  /** `busy`: another process does the same work just now, so this one did nothing. */
  readonly lease: "held" | "busy";
}

/** How long a pass may be believed alive without a word; after that another may begin. */
const leaseMs = 60_000;

/**
 * One pass of all time-driven work, idempotent: takes in the spool, finds lost runs, adopts and completes runs that only
 * Meltano or a mapper saw, decides on waiting signals, delivers what is due. Several at once are safe: one works.
 */
export async function tick(
  project: OpenedProject,
  { deliverForMs }: { readonly deliverForMs: number },
): Promise<Ticked> {
  const { clock, newId } = project;
  const startedAt = clock.now();
  const store = await project.store();
  const did = nothing();
  const holder = newId();
  const lease = { name: "tick", holder, now: startedAt, until: startedAt + leaseMs };
  const held = await store.transaction((tx) => tx.leases.acquire(lease));
  if (held) {
    try {
      await work(project, { store, did, deliverForMs });
    } finally {
      await store.transaction((tx) => tx.leases.release("tick", holder));
    }
  }
  return { startedAt, durationMs: clock.now() - startedAt, did, lease: held ? "held" : "busy" };
}

interface Work {
  readonly store: Store;
  readonly did: TickCounts;
  readonly deliverForMs: number;
}

async function work(project: OpenedProject, { store, did, deliverForMs }: Work): Promise<void> {
  const alerting: Alerting = createAlerting(project);
  const takenIn = await takeInSpool({ store, folder: project.spoolFolder, clock: project.clock });
  did.spooled_facts_taken_in = takenIn.facts;
  Object.assign(did, await findLostRuns(project, { store, alerting }));
  Object.assign(did, await adoptRuns(project, { store, alerting }));
  did.findings_told = await tellFindings(project, { store, alerting });
  did.signals_decided = await decideSignals(store, alerting.engine, project.clock.now());
  const delivered = await alerting.deliver(deliverForMs);
  did.notifications_accepted = delivered.accepted;
  did.notifications_failed = delivered.failed;
  did.notifications_dead = delivered.dead;
  Object.assign(did, await retain(project, store));
  await store.transaction((tx) => tx.notes.set("tick.last_at", project.clock.now()));
}

function nothing(): TickCounts {
  return {
    spooled_facts_taken_in: 0,
    runs_lost: 0,
    runs_returned: 0,
    runs_adopted: 0,
    runs_completed: 0,
    findings_told: 0,
    signals_decided: 0,
    notifications_accepted: 0,
    notifications_failed: 0,
    notifications_dead: 0,
    runs_dropped: 0,
    logs_dropped: 0,
    samples_dropped: 0,
    alerts_dropped: 0,
    segments_dropped: 0,
    quarantined_dropped: 0,
  };
}

/** The document of `tick --json` (design section 15). */
export function tickDocument({ startedAt, durationMs, did, lease }: Ticked): {
  readonly [key: string]: Json;
} {
  return { started_at: toTimestamp(startedAt), duration_seconds: durationMs / 1000, did: { ...did }, lease };
}
