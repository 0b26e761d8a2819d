import { resolve } from "node:path";
import { defaultEndpoint } from "../../audit/openlineage/client-transports.ts";
import type { LineageConfig } from "../../audit/openlineage/lineage-config.ts";
import { endOf } from "../../audit/openlineage/run-events.ts";
import type { Transport } from "../../audit/openlineage/transport.ts";
import { createHttp, type DeliveryResult } from "../../channels/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { ConfigError, UsageError } from "../../lib/errors.ts";
import { isEnd, type LineageEvent } from "../../model/lineage-event.ts";
import type { Run } from "../../model/run.ts";
import type { Store, StoredLineageEvent } from "../../store/index.ts";
import { findRun } from "../find-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { afterTry } from "./after-try.ts";
import { lineageOf } from "./lineage-of.ts";
import { keptEvents, surroundingsOfRun } from "./owed-events.ts";
import { sendEvent } from "./send-event.ts";

export interface EmitRequest {
  /** `latest`, or the beginning of an id. */
  readonly run: string;
  readonly dryRun: boolean;
  /** One of the settings' transports by its name, `console`, `file:PATH` or an address; `null` for all of the settings. */
  readonly transport: string | null;
}

/** What became of one event at one place. */
export interface Emitted {
  readonly transport: string;
  readonly result: DeliveryResult;
}

export interface EmittedRun {
  readonly run: Run;
  readonly events: readonly { readonly event: StoredLineageEvent; readonly sent: readonly Emitted[] }[];
}

/** A run's events, sent again; those that were told before as they were then. One that fails does not keep the others. */
export async function emitRun(
  project: OpenedProject,
  { run: id, dryRun, transport }: EmitRequest,
  print: (line: string) => void,
): Promise<EmittedRun> {
  const store = await project.store();
  const run = await findRun(store, id);
  const lineage = lineageOf(project, run.environment);
  const events = await eventsOfRun(project, store, { run, lineage });
  if (dryRun) return { run, events: events.map((event) => ({ event, sent: [] })) };
  const transports = chosen(project, lineage, transport);
  // Durable before it is sent, as every event; it goes nowhere by itself.
  await store.apply([{ kind: "lineage_events", events }]);
  const http = createHttp(project.env);
  const sent = [];
  for (const event of events) {
    const results: Emitted[] = [];
    for (const one of transports) {
      const effects = {
        http,
        project: { ...project, onLineage: print },
        signal: AbortSignal.timeout(60_000),
        limitMs: 60_000,
      };
      const result = (await sendEvent(one, event, effects)) ?? taken;
      if (lineage.transports.includes(one)) await settle(project, store, { event, transport: one, result });
      results.push({ transport: one.name, result });
    }
    sent.push({ event, sent: results });
  }
  return { run, events: sent };
}

const taken: DeliveryResult = { kind: "accepted", statusCode: null, vendorId: null };

/** What was told before stays as it was told; what was not is made of what is known now. */
async function eventsOfRun(
  project: OpenedProject,
  store: Store,
  { run, lineage }: { readonly run: Run; readonly lineage: LineageConfig },
): Promise<LineageEvent[]> {
  const kept = await store.openlineage.ofRun(run.runId);
  const isWhole = endOf(run) === null ? kept.length > 0 : kept.some(({ type }) => isEnd(type));
  if (isWhole) return kept.map((event) => ({ ...event, destinations: [] }));
  const surroundings = await surroundingsOfRun(store, run, lineage);
  const made = await keptEvents(project, store, { run, surroundings, destinations: [] });
  const byId = new Map(kept.map((event) => [event.id, event]));
  return made.map((event) => ({ ...event, ...byId.get(event.id) }));
}

/** A retry by hand counts: what a destination was owed it is not owed twice. */
async function settle(
  project: OpenedProject,
  store: Store,
  {
    event,
    transport,
    result,
  }: { readonly event: StoredLineageEvent; readonly transport: Transport; readonly result: DeliveryResult },
): Promise<void> {
  const known = (await store.openlineage.deliveriesOfRun(event.runId)).find(
    ({ eventId, destination }) => eventId === event.id && destination === transport.name,
  );
  const fresh = { eventId: event.id, destination: transport.name, status: "pending", tries: 0 } as const;
  const before = known ?? { ...fresh, dueAt: 0, error: null, settledAt: null };
  const now = project.clock.now();
  const after = afterTry(before, result, { now, happenedAt: event.at, random: Math.random() });
  // What was delivered once stays so, whatever became of a second time.
  if (before.status === "delivered" && after.status !== "delivered") return;
  await store.openlineage.settle(event, after);
}

function chosen(
  { project }: OpenedProject,
  { transports, problems }: LineageConfig,
  wish: string | null,
): readonly Transport[] {
  if (wish === null) {
    if (transports.length > 0) return transports;
    throw nobody(problems);
  }
  const named = transports.find(({ name }) => name === wish);
  if (named !== undefined) return [named];
  if (wish === "console") return [{ type: "console", name: wish }];
  if (wish.startsWith("file:"))
    return [
      { type: "file", name: wish, path: resolve(project.root, wish.slice("file:".length)), append: true },
    ];
  const url = /^https?:/.test(wish) ? URL.parse(wish) : null;
  if (url === null) throw unknownTransport(wish, transports);
  // An address without a path is a server's; the events' endpoint is the usual one.
  const address = url.pathname === "/" ? new URL(defaultEndpoint, url).href : url.href;
  const plain = { apiKey: null, headers: {}, timeoutMs: 10_000, gzip: false, ca: null };
  return [{ type: "http", name: url.host, url: address, ...plain }];
}

function nobody([problem]: readonly string[]): ConfigError {
  return new ConfigError({
    code: "OPENLINEAGE_UNSET",
    what: "Nobody is named who could be told of lineage.",
    why:
      problem ??
      "Neither `openlineage` of pitchpipe.yml, nor openlineage.yml, nor OPENLINEAGE_URL names a place.",
    whatToDo: "Set `openlineage: {url: …}`, name one with --transport, or see the events with --dry-run.",
  });
}

function unknownTransport(wish: string, transports: readonly Transport[]): UsageError {
  const names = transports.map(({ name }) => name).join(", ");
  return new UsageError({
    code: "USAGE",
    what: `There is no transport ${wish}.`,
    why: names === "" ? "The settings name none." : `The settings name: ${names}.`,
    whatToDo:
      "Name one of them, or say console, file:PATH, or an address that begins with http:// or https://.",
  });
}

/** The document of `lineage emit --json`. */
export function emittedDocument(
  { run, events }: EmittedRun,
  dryRun: boolean,
): { readonly [key: string]: Json } {
  return {
    run_id: run.runId,
    job: run.job,
    status: run.status,
    dry_run: dryRun,
    events: events.map(({ event, sent }) => ({
      ...{ id: event.id, type: event.type, at: toTimestamp(event.at) },
      deliveries: sent.map(({ transport, result }) => ({
        transport,
        ok: result.kind === "accepted",
        status_code: result.statusCode,
        error: result.kind === "accepted" ? null : result.error,
      })),
      event: JSON.parse(event.body) as Json,
    })),
  };
}
