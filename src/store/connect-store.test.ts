import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../test/fixtures/store/databases.ts";
import { aNotification, anAlert, aRun } from "../../test/fixtures/store/samples.ts";

describe.each(databaseKinds)("a store on $kind", ({ kind, make }) => {
  const { opened: store, open } = freshStores(make);

  it("says what and where it is, without a password", () => {
    expect(store().kind).toBe(kind);
    expect(store().location).not.toContain("postgres:postgres@");
    expect(store().location).toMatch(kind === "sqlite" ? /^\/.*pitchpipe\.db$/ : /^postgres:/);
    expect([store().damage, store().generation]).toEqual([null, 0]);
  });

  it("keeps all that a transaction wrote", async () => {
    const answer = await store().transaction(async (tx) => {
      await tx.alerts.save(anAlert());
      await tx.outbox.add(aNotification());
      await tx.apply([{ kind: "run_opened", run: aRun() }]);
      return (await tx.runs.get(aRun().runId))?.job;
    });
    expect(answer).toBe("daily-load");
    expect(await store().alerts.get(anAlert().id)).toEqual(anAlert());
    expect(await store().outbox.get(aNotification().id)).toEqual(aNotification());
  });

  it("keeps nothing of a transaction that fails, and throws what the work threw", async () => {
    const fault = new Error("the work's own");
    const failing = store().transaction(async (tx) => {
      await tx.alerts.save(anAlert());
      throw fault;
    });
    await expect(failing).rejects.toBe(fault);
    expect(await store().alerts.list({})).toEqual([]);
  });

  it("refuses an event of an alert that is not there when the transaction ends", async () => {
    const event = { alertId: anAlert().id, at: now, kind: "raised", by: "x", note: null };
    await expect(store().alerts.appendEvent(event)).rejects.toThrow(/foreign key/i);
    await store().transaction(async (tx) => {
      await tx.alerts.appendEvent(event);
      await tx.alerts.save(anAlert());
    });
    expect(await store().alerts.events(anAlert().id)).toEqual([event]);
  });

  it("shows readers only what is committed, and doesn't make them wait", async () => {
    await store().transaction(async (tx) => {
      await tx.alerts.save(anAlert());
      expect(await store().alerts.list({})).toEqual([]);
      expect(await tx.alerts.list({})).toHaveLength(1);
    });
    expect(await store().alerts.list({})).toHaveLength(1);
  });

  it("runs one transaction at a time, so that what was read is still true", async () => {
    const other = await open();
    const increase = (through: typeof other) =>
      through.transaction(async (tx) => {
        const count = (await tx.notes.get("count")) ?? 0;
        await tx.notes.set("count", Number(count) + 1);
      });
    await Promise.all(Array.from({ length: 30 }, (_, index) => increase(index % 2 === 0 ? store() : other)));
    expect(await store().notes.get("count")).toBe(30);
  });

  it("refuses a write that would wait for the transaction it is called from", async () => {
    const nested = store().transaction(() => store().notes.set("k", 1));
    await expect(nested).rejects.toThrow(/through the transaction/);
    await store().notes.set("k", 2);
    expect(await store().notes.get("k")).toBe(2);
  });

  it("lets work that a transaction left behind write later", async () => {
    let later: Promise<void> = Promise.resolve();
    await store().transaction(async () => {
      later = new Promise((done) => setTimeout(done, 50)).then(() => store().notes.set("k", 1));
    });
    await later;
    expect(await store().notes.get("k")).toBe(1);
  });

  it("finishes what was begun when it is closed, and refuses what comes after", async () => {
    const other = await open();
    const writing = other.notes.set("k", 1);
    await other.close();
    await writing;
    expect(await store().notes.get("k")).toBe(1);
    for (const late of [() => other.notes.set("k", 2), () => other.notes.get("k"), () => other.apply([])]) {
      await expect(late()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    }
    await other.close();
  });
});
