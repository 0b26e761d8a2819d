import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverDue } from "../../src/alerts/deliver.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import type { Channel } from "../../src/channels/channel.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { countingIds, failureSignal, handClock, noSecrets } from "./samples.ts";

describe("a store that another process keeps locked", () => {
  let folder: string;
  let store: Store;
  const clock = handClock();
  const newId = countingIds();
  const engine = createEngine({
    settings: { channels: { hook: { send_resolved: true } } },
    clock,
    newId,
    redactor: noSecrets,
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "pitchpipe-away-"));
    store = await openStore({ url: `sqlite:${folder}/s.db`, projectRoot: folder, clock, busyLimitMs: 200 });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  function lock(): () => void {
    const other = new Database(join(folder, "s.db"));
    other.exec("begin immediate");
    return () => {
      other.exec("rollback");
      other.close();
    };
  }

  const deliver = (channel: Channel) =>
    deliverDue({
      store,
      channels: new Map([["hook", channel]]),
      engine,
      labels: {},
      clock,
      newId,
      random: () => 0.5,
      deadlineMs: 5_000,
      signal: new AbortController().signal,
    });

  it("decides nothing while it is, and all of it afterwards", async () => {
    const release = lock();
    await expect(store.transaction((tx) => engine.process(tx, [failureSignal()]))).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    release();
    expect(await store.alerts.list({})).toEqual([]);
    await store.transaction((tx) => engine.process(tx, [failureSignal()]));
    expect(await store.outbox.list({})).toHaveLength(1);
  });

  it("makes a message that was answered and not recorded go again, with the same key", async () => {
    await store.transaction((tx) => engine.process(tx, [failureSignal({ at: clock.now() })]));
    const keys: string[] = [];
    let release = (): void => undefined;
    const channel: Channel = {
      name: "hook",
      type: "recording",
      send: async ({ id }) => {
        keys.push(id);
        if (keys.length === 1) release = lock();
        return { kind: "accepted", statusCode: 200, vendorId: null };
      },
    };
    await expect(deliver(channel)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    release();
    clock.move(60_000);
    expect(await deliver(channel)).toMatchObject({ accepted: 1 });
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
  });
});
