import type { Transport } from "../../audit/openlineage/transport.ts";
import { createHttp, type Http } from "../../channels/index.ts";
import type { LineageDelivery } from "../../model/lineage-event.ts";
import type { DueLineageEvent, Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { afterTry } from "./after-try.ts";
import { lineageOf } from "./lineage-of.ts";
import { sendEvent } from "./send-event.ts";

/** What a pass over the outbox did. */
export interface LineageDelivered {
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  /** Why the last one that failed did; `null` where none did. */
  readonly trouble: string | null;
}

const nothing: LineageDelivered = { delivered: 0, failed: 0, dead: 0, trouble: null };

/** So many of one destination are read at a time. */
const atOnce = 100;

/** A pass that is killed keeps the next one from working no longer than this. */
const leaseMs = 60_000;

/**
 * Delivers what is due, for at most `deadlineMs`: all destinations side by side, each in the order that things happened. One that
 * fails rests, and what came after waits with it.
 */
export async function deliverLineage(
  project: OpenedProject,
  store: Store,
  deadlineMs: number,
  http: Http = createHttp(project.env),
): Promise<LineageDelivered> {
  const waiting = await store.openlineage.waiting(project.project.name);
  const until = AbortSignal.timeout(deadlineMs);
  const passes = await Promise.all(
    waiting.flatMap(({ environment, destination }) => {
      // Without its transport here it waits for a process that has one.
      const transport = lineageOf(project, environment).transports.find(({ name }) => name === destination);
      const pass = { project, store, http, environment, until, deadlineMs };
      return transport === undefined ? [] : [alone(transport, pass)];
    }),
  );
  return passes.reduce(
    (sum, pass) => ({
      delivered: sum.delivered + pass.delivered,
      failed: sum.failed + pass.failed,
      dead: sum.dead + pass.dead,
      trouble: pass.trouble ?? sum.trouble,
    }),
    nothing,
  );
}

interface Pass {
  readonly project: OpenedProject;
  readonly store: Store;
  readonly http: Http;
  readonly environment: string;
  readonly until: AbortSignal;
  readonly deadlineMs: number;
}

/** One process at a time sends to a destination: the order holds, and nothing is sent twice. */
async function alone(transport: Transport, pass: Pass): Promise<LineageDelivered> {
  const { project, store, environment } = pass;
  const name = `openlineage ${project.project.name}/${environment}/${transport.name}`;
  const holder = project.newId();
  const now = project.clock.now();
  const lease = { name, holder, now, until: now + leaseMs };
  if (!(await store.transaction((tx) => tx.leases.acquire(lease)))) return nothing;
  try {
    return await deliverTo(transport, pass);
  } finally {
    await store.transaction((tx) => tx.leases.release(name, holder));
  }
}

async function deliverTo(transport: Transport, pass: Pass): Promise<LineageDelivered> {
  let did = nothing;
  const { project, store, environment } = pass;
  const scope = { project: project.project.name, environment };
  for (;;) {
    const due = await store.openlineage.pending(scope, transport.name, atOnce);
    for (const one of due) {
      const after = await tryOnce(transport, one, pass);
      if (after === null) return did;
      did = counted(did, transport, after);
      if (after.status === "pending") return did;
    }
    if (due.length < atOnce) return did;
  }
}

function counted(
  did: LineageDelivered,
  { name }: Transport,
  { status, error }: LineageDelivery,
): LineageDelivered {
  if (status === "delivered") return { ...did, delivered: did.delivered + 1 };
  const trouble = `${name}: ${error ?? "no answer"}`;
  return status === "dead"
    ? { ...did, dead: did.dead + 1, trouble }
    : { ...did, failed: did.failed + 1, trouble };
}

/** An event's delivery after a try; `null` where it is not due, the time is over, or nobody here can be told. */
async function tryOnce(
  transport: Transport,
  { event, delivery }: DueLineageEvent,
  { project, store, http, until, deadlineMs }: Pass,
): Promise<LineageDelivery | null> {
  if (until.aborted || (delivery.dueAt ?? 0) > project.clock.now()) return null;
  const result = await sendEvent(transport, event, { http, project, signal: until, limitMs: deadlineMs });
  if (result === null) return null;
  const now = project.clock.now();
  const after = afterTry(delivery, result, { now, happenedAt: event.at, random: Math.random() });
  await store.openlineage.settle(event, after);
  return after;
}
