import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deliverDue } from "../../src/alerts/deliver.ts";
import { createEngine, type Engine } from "../../src/alerts/engine.ts";
import type { AlertTransaction } from "../../src/alerts/ports.ts";
import { newId, systemClock } from "../../src/app/clock.ts";
import type { Channel } from "../../src/channels/channel.ts";
import type { Signal } from "../../src/model/signal.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { createMemoryStore } from "../../test/alerts/memory-store.ts";
import { failureSignal, noSecrets } from "../../test/alerts/samples.ts";
import { atLeast, type Row, told } from "../row.ts";

const perCommit = 10_000;
const jobs = 200;

/** What the alert engine does a second: decided in memory, durable in SQLite, delivered to eight channels. */
export async function alertRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const store = await openStore({
    url: `sqlite:${folder}/store.db`,
    projectRoot: folder,
    clock: systemClock,
  });
  try {
    return [
      ...(await signalRows("in memory", createMemoryStore())),
      ...(await signalRows("durable in SQLite", store)),
      await deliveryRow(store),
    ];
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Transacting {
  transaction<T>(work: (tx: AlertTransaction) => Promise<T>): Promise<T>;
}

/** New alerts, the same again (counted only), and their ends. */
async function signalRows(where: string, store: Transacting): Promise<Row[]> {
  const engine = engineFor({ ops: { send_resolved: true } });
  const rows: Row[] = [];
  for (const [what, state] of [
    ["new alerts", "firing"],
    ["repeats", "firing"],
    ["ends", "resolved"],
  ] as const) {
    const took = await timed(() => take(store, engine, signals(state)));
    rows.push(figure(`alerts: ${what}, ${where}`, perCommit / took));
  }
  return rows;
}

async function take(store: Transacting, engine: Engine, all: readonly Signal[]): Promise<void> {
  await store.transaction((tx) => engine.process(tx, all));
}

/** Eight channels whose other side answers after five milliseconds. */
async function deliveryRow(store: Store): Promise<Row> {
  const names = Array.from({ length: 8 }, (_, at) => `channel-${at}`);
  const engine = engineFor(Object.fromEntries(names.map((name) => [name, { send_resolved: true }])));
  const count = 100;
  const all = Array.from({ length: count }, (_, at) =>
    failureSignal({ at: Date.now(), runId: null, labels: { job: `deliver-${at}` } }),
  );
  await take(store, engine, all);
  const channel = (name: string): Channel => ({
    name,
    type: "bench",
    send: () =>
      new Promise((resolve) =>
        setTimeout(() => resolve({ kind: "accepted", statusCode: 200, vendorId: null }), 5),
      ),
  });
  const took = await timed(() =>
    deliverDue({
      store,
      channels: new Map(names.map((name) => [name, channel(name)])),
      engine,
      labels: {},
      clock: systemClock,
      newId,
      random: Math.random,
      deadlineMs: 60_000,
      signal: new AbortController().signal,
    }),
  );
  const rate = (count * names.length) / took;
  const work = "alerts: notifications delivered, 8 channels answering in 5 ms, SQLite";
  return atLeast(100, { work, measured: `${Math.round(rate)}/s`, ratio: rate });
}

/** Known, and judged by nobody: 50,000 a second in memory and 5,000 durable are what we aim at. */
function figure(work: string, rate: number): Row {
  return told({ work, measured: `${Math.round(rate).toLocaleString("en")} signals/s`, ratio: null });
}

function engineFor(channels: Record<string, { send_resolved: boolean }>): Engine {
  return createEngine({ settings: { channels }, clock: systemClock, newId, redactor: noSecrets });
}

function signals(state: Signal["state"]): Signal[] {
  return Array.from({ length: perCommit }, (_, at) =>
    failureSignal({
      state,
      at: Date.now(),
      runId: null,
      labels: { job: `job-${at % jobs}`, stream: `stream-${at}` },
    }),
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
