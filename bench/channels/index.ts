import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, deliverDue } from "../../src/alerts/index.ts";
import { newId } from "../../src/app/clock.ts";
import { type Channel, createChannel } from "../../src/channels/index.ts";
import { type ChannelSettings, channelSettings } from "../../src/channels/settings.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { noSecrets } from "../../test/alerts/samples.ts";
import { testEffects } from "../../test/channels/effects.ts";
import { failedLoad, notificationOf } from "../../test/channels/notifications.ts";
import { median, type Row } from "../row.ts";
import { firstSendRows } from "./first-send.ts";
import { type SlowVendors, startSlowVendors } from "./slow-vendors.ts";

const notifications = 1_000;
const rounds = 3;
const bar = 100;
const clock = { now: () => Date.now() };

/**
 * 1,000 notifications over 8 channels from a full outbox, each vendor answering after 5 ms, without the pace that spares
 * real vendors; and the same beside a channel whose other side never answers.
 */
export async function channelsRows(say: (line: string) => void): Promise<Row[]> {
  const [well, beside] = [await measureAll(false, say), await measureAll(true, say)];
  return [
    rowOf("1,000 notifications over 8 channels", well, null),
    rowOf("the same beside a channel that never answers", beside, well / beside),
    ...(await firstSendRows(say)),
  ];
}

async function measureAll(dead: boolean, say: (line: string) => void): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const perSecond = await measure(dead);
    say(`channels: ${perSecond.toFixed(0)} a second${dead ? " beside a dead one" : ""}`);
    rates.push(perSecond);
  }
  return median(rates);
}

async function measure(dead: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-bench-"));
  const store = await openStore({ url: "sqlite:bench.db", projectRoot: folder, clock });
  const vendors = await startSlowVendors();
  try {
    const channels = channelsOf(vendors, dead);
    await fill(store, [...channels.keys()]);
    return await drain(store, channels, vendors);
  } finally {
    await vendors[Symbol.asyncDispose]();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function channelsOf(vendors: SlowVendors, dead: boolean): Map<string, Channel> {
  const all: Readonly<Record<string, object>> = {
    ...vendors.settings,
    ...(dead ? { dead: { type: "webhook", url: vendors.silentUrl, timeout: "5s" } } : {}),
  };
  return new Map(
    Object.entries(all).map(([name, written]) => {
      const settings: ChannelSettings = channelSettings.parse(written);
      return [name, createChannel(name, settings, testEffects())];
    }),
  );
}

/** The same number for each channel; two of each alert, whose order is looked at. */
async function fill(store: Store, names: readonly string[]): Promise<void> {
  const each = notifications / 8;
  await store.transaction(async (tx) => {
    for (const channel of names)
      for (let number = 0; number < each; number += 1) {
        const alert = { ...failedLoad, id: `${channel}-${Math.floor(number / 2)}` };
        const told = {
          channel,
          id: newId(),
          alerts: [alert],
          alertIds: [alert.id],
          title: `number ${number}: ${alert.title}`,
        };
        const at = { createdAt: number, dueAt: 0 };
        await tx.outbox.add(notificationOf("firing", { ...told, ...at }));
      }
  });
}

async function drain(
  store: Store,
  channels: ReadonlyMap<string, Channel>,
  vendors: SlowVendors,
): Promise<number> {
  const stop = new AbortController();
  const engine = createEngine({ settings: { channels: {} }, clock, newId, redactor: noSecrets });
  const began = performance.now();
  const delivering = deliverDue({
    store,
    channels,
    engine,
    labels: {},
    clock,
    newId,
    random: Math.random,
    pace: { take: () => 0 },
    deadlineMs: 60_000,
    signal: stop.signal,
  });
  await Promise.race([vendors.tookAll(notifications), delivering]);
  const took = performance.now() - began;
  stop.abort();
  await delivering;
  if (vendors.taken() < notifications) throw new Error(`only ${vendors.taken()} of ${notifications} arrived`);
  if (!vendors.inOrder()) throw new Error("notifications of one alert arrived in another order");
  return notifications / (took / 1000);
}

function rowOf(work: string, perSecond: number, ratio: number | null): Row {
  const measured = `${perSecond.toFixed(0)}/s`;
  return { work, measured, ratio, bar: `≥ ${bar}/s`, meets: perSecond >= bar };
}
