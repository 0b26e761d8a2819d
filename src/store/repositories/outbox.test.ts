import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aNotification, anAlert } from "../../../test/fixtures/store/samples.ts";
import type { Notification } from "../../model/alert.ts";

const numbered = (number: number, changes: Partial<Notification> = {}): Notification =>
  aNotification({ id: `n${String(number).padStart(3, "0")}`, createdAt: now + number, ...changes });
const claim = { now, limit: 10, holder: "me", until: now + 60_000 };
const ids = (notifications: readonly Notification[]): string[] => notifications.map(({ id }) => id);

describe.each(databaseKinds)("the outbox on $kind", ({ make }) => {
  const { opened: store, open } = freshStores(make);

  it("gives back what was put in", async () => {
    await store().outbox.add(aNotification());
    expect(await store().outbox.get(aNotification().id)).toEqual(aNotification());
    expect(await store().outbox.get("nonsense")).toBeNull();
    expect(await store().outbox.findByPrefix("0199cccc")).toEqual([aNotification()]);
    expect(await store().outbox.findByPrefix("0199_ccc")).toEqual([]);
  });

  it("lists the newest first, by status and by alert", async () => {
    await store().outbox.add(numbered(1, { alertIds: [] }));
    await store().outbox.add(numbered(2, { alertIds: ["x", anAlert().id, "x"], status: "delivered" }));
    expect(ids(await store().outbox.list({}))).toEqual(["n002", "n001"]);
    expect(ids(await store().outbox.list({ limit: 1 }))).toEqual(["n002"]);
    expect(ids(await store().outbox.list({ alertId: "x" }))).toEqual(["n002"]);
    expect(ids(await store().outbox.list({ statuses: ["pending"] }))).toEqual(["n001"]);
  });

  it("hands out what is due, oldest first, once", async () => {
    await store().outbox.add(numbered(3));
    await store().outbox.add(numbered(1, { status: "failed" }));
    await store().outbox.add(numbered(2, { status: "delivered" }));
    await store().outbox.add(numbered(4, { dueAt: now + 1 }));
    await store().outbox.add(numbered(5, { dueAt: null }));
    expect(ids(await store().outbox.claimDue(claim))).toEqual(["n001", "n003"]);
    expect(await store().outbox.claimDue(claim)).toEqual([]);
  });

  it("hands out again what its holder let lapse", async () => {
    await store().outbox.add(numbered(1));
    await store().outbox.claimDue(claim);
    const later = { ...claim, holder: "other", now: claim.until, until: claim.until + 1 };
    expect(ids(await store().outbox.claimDue(later))).toEqual(["n001"]);
  });

  it("settles a try and lets go of it", async () => {
    await store().outbox.add(numbered(1));
    await store().outbox.claimDue(claim);
    await store().outbox.settle("n001", { status: "failed", reason: "500", dueAt: now + 5 });
    expect(await store().outbox.get("n001")).toMatchObject({
      status: "failed",
      reason: "500",
      dueAt: now + 5,
    });
    expect(ids(await store().outbox.claimDue({ ...claim, now: now + 5 }))).toEqual(["n001"]);
  });

  it("never hands one notification to two who ask at once", async () => {
    for (let number = 1; number <= 40; number += 1) await store().outbox.add(numbered(number));
    const other = await open();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, holder) =>
        (holder % 2 === 0 ? store() : other).outbox.claimDue({ ...claim, limit: 7, holder: `h${holder}` }),
      ),
    );
    const given = claims.flatMap(ids);
    expect(new Set(given).size).toBe(given.length);
    expect(given).toHaveLength(40);
  });

  it("writes an attempt before the try and over it after", async () => {
    const attempt = {
      notificationId: "n001",
      number: 1,
      at: now,
      endedAt: null,
      statusCode: null,
      error: null,
      vendorId: null,
      recipients: [],
    };
    const recipients = [{ to: "a@b", status: "accepted" as const, statusCode: 250, error: null }];
    await store().outbox.add(numbered(1));
    await store().outbox.saveAttempt(attempt);
    await store().outbox.saveAttempt({ ...attempt, number: 2 });
    await store().outbox.saveAttempt({ ...attempt, endedAt: now + 1, statusCode: 200, recipients });
    expect(await store().outbox.attempts("n001")).toEqual([
      { ...attempt, endedAt: now + 1, statusCode: 200, recipients },
      { ...attempt, number: 2 },
    ]);
  });

  it("knows the oldest that still waits", async () => {
    expect(await store().outbox.oldestPendingAt()).toBeNull();
    await store().outbox.add(numbered(1, { status: "dead", dueAt: null }));
    await store().outbox.add(numbered(2, { status: "failed" }));
    await store().outbox.add(numbered(3));
    expect(await store().outbox.oldestPendingAt()).toBe(now + 2);
  });
});

describe.each(databaseKinds)("leases and notes on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("give a lease to one at a time, to its holder again, and on when it ran out or was given back", async () => {
    const lease = { name: "tick", holder: "a", now, until: now + 10 };
    const other = { ...lease, holder: "b" };
    expect(await store().leases.acquire(lease)).toBe(true);
    expect(await store().leases.acquire(other)).toBe(false);
    expect(await store().leases.acquire({ ...lease, until: now + 20 })).toBe(true);
    expect(await store().leases.acquire({ ...other, now: now + 15, until: now + 30 })).toBe(false);
    expect(await store().leases.acquire({ ...other, now: now + 20, until: now + 30 })).toBe(true);
    await store().leases.release("tick", "a");
    expect(await store().leases.acquire({ ...lease, now: now + 20 })).toBe(false);
    await store().leases.release("tick", "b");
    expect(await store().leases.acquire({ ...lease, now: now + 20 })).toBe(true);
  });

  it("give on a lease from a time that the clock has gone back from, at once and not when that time comes", async () => {
    const lease = { name: "tick", holder: "a", now, until: now + 30_000 };
    const hour = 3_600_000;
    expect(await store().leases.acquire(lease)).toBe(true);
    const other = { ...lease, holder: "b" };
    expect(await store().leases.acquire({ ...other, now: now - 60_000, until: now - 30_000 })).toBe(false);
    expect(await store().leases.acquire({ ...other, now: now - hour, until: now - hour + 30_000 })).toBe(
      true,
    );
    expect(await store().leases.acquire({ ...lease, now: now - hour, until: now - hour + 30_000 })).toBe(
      false,
    );
  });

  it("give a free lease to exactly one of many", async () => {
    const tries = Array.from({ length: 8 }, (_, index) =>
      store().leases.acquire({ name: "tick", holder: `h${index}`, now, until: now + 1 }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
  });

  it("remember what is noted, until it is removed", async () => {
    expect(await store().notes.get("k")).toBeNull();
    await store().notes.set("k", { a: [1, null, "x\0"] });
    await store().notes.set("k", { a: [2, null, "x\0"] });
    expect(await store().notes.get("k")).toEqual({ a: [2, null, "x\0"] });
    await store().notes.remove("k");
    expect(await store().notes.get("k")).toBeNull();
  });
});
