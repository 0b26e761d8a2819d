/**
 * A process that fires or delivers on a real store, and dies by SIGKILL at a named step:
 * `node deliverer.ts '<JSON of Plan>'`.
 */

import { deliverDue } from "../../src/alerts/deliver.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import { routeSettings } from "../../src/alerts/settings.ts";
import { newId } from "../../src/app/clock.ts";
import type { Channel } from "../../src/channels/channel.ts";
import { createHttp } from "../../src/channels/http.ts";
import { createWebhookChannel } from "../../src/channels/webhook/send.ts";
import { webhookSettings } from "../../src/channels/webhook/settings.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { failureSignal, noSecrets } from "./samples.ts";

/** What the process shall do, and where it shall die. */
export interface Plan {
  readonly url: string;
  readonly root: string;
  readonly hook: string;
  readonly role: "fire" | "end" | "pass" | "deliver";
  readonly dieAt?: "decided" | "advanced" | "claimed" | "begun" | "sent" | "settled";
  /** The routes; without any every channel is told. */
  readonly route?: Record<string, unknown>;
  /** How far its clock is ahead. */
  readonly skewMs: number;
  /** How many alerts it fires or ends. */
  readonly alerts: number;
}

const plan = JSON.parse(process.argv[2] ?? "") as Plan;
const clock = { now: () => Date.now() + plan.skewMs };
const engine = createEngine({
  settings: { channels: { hook: { send_resolved: true } }, route: routeSettings.parse(plan.route ?? {}) },
  clock,
  newId,
  redactor: noSecrets,
});

function dieIfAt(step: Plan["dieAt"]): void {
  if (plan.dieAt === step) process.kill(process.pid, "SIGKILL");
}

const store = await openStore({ url: plan.url, projectRoot: plan.root, clock });
if (plan.role === "deliver") await deliver(store);
else if (plan.role === "pass") await pass(store);
else await signal(store, plan.role);
await store.close();

async function signal(open: Store, role: "fire" | "end"): Promise<void> {
  const state = role === "fire" ? "firing" : "resolved";
  const signals = Array.from({ length: plan.alerts }, (_, at) =>
    failureSignal({ state, at: clock.now(), labels: { job: `job-${at}` } }),
  );
  await open.transaction(async (tx) => {
    await engine.process(tx, signals);
    dieIfAt("decided");
  });
}

/** One pass of what time has made due, with the death before its commit. */
async function pass(open: Store): Promise<void> {
  const { told } = await open.transaction(async (tx) => {
    const done = await engine.advance(tx);
    dieIfAt("advanced");
    return done;
  });
  console.log(String(told));
}

async function deliver(open: Store): Promise<void> {
  const counts = await deliverDue({
    store: {
      outbox: watchedOutbox(open),
      channelStates: open.channelStates,
      transaction: (work) => watchedTransaction(open, work),
    },
    channels: new Map([["hook", watchedChannel()]]),
    engine,
    labels: {},
    clock,
    newId,
    random: () => 0.5,
    deadlineMs: 10_000,
    signal: new AbortController().signal,
  });
  console.log(JSON.stringify(counts));
}

function watchedOutbox({ outbox }: Store): Store["outbox"] {
  return {
    ...outbox,
    claimDue: async (claim) => {
      const claimed = await outbox.claimDue(claim);
      dieIfAt("claimed");
      return claimed;
    },
  };
}

/** Dies before the commit of the transaction that settles. */
function watchedTransaction<T>(open: Store, work: Parameters<typeof open.transaction<T>>[0]): Promise<T> {
  return open.transaction(async (tx) => {
    let settled = false;
    const settle: typeof tx.outbox.settle = async (id, outcome) => {
      await tx.outbox.settle(id, outcome);
      settled = outcome.status === "accepted";
    };
    const done = await work({ ...tx, outbox: { ...tx.outbox, settle } });
    if (settled) dieIfAt("settled");
    return done;
  });
}

function watchedChannel(): Channel {
  const settings = webhookSettings.parse({ type: "webhook", url: plan.hook });
  const channel = createWebhookChannel("hook", settings, { http: createHttp(), clock, redactor: noSecrets });
  return {
    ...channel,
    send: async (notification, options) => {
      dieIfAt("begun");
      const result = await channel.send(notification, options);
      dieIfAt("sent");
      return result;
    },
  };
}
