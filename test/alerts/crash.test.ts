import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, startServer } from "../fixtures/http/local-server.ts";
import { databaseKinds, freshStores } from "../fixtures/store/databases.ts";
import type { Plan } from "./deliverer.ts";

const program = join(import.meta.dirname, "deliverer.ts");
/** Longer than a dead process's claim is honoured. */
const later = 120_000;

describe.each(databaseKinds)("with a store on $kind", ({ make }) => {
  const { opened: store, database } = freshStores(make);
  let server: LocalServer;

  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  /** Runs the process to its end and answers how it ended. */
  async function run(plan: Partial<Plan> & Pick<Plan, "role">): Promise<string> {
    const { url, root } = database();
    const whole: Plan = { url, root, hook: server.url, skewMs: 0, alerts: 1, ...plan };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(whole)]);
      return stdout.trim();
    } catch (thrown) {
      const { signal, stderr } = thrown as { signal?: string; stderr?: string };
      if (signal === "SIGKILL") return signal;
      throw new Error(stderr, { cause: thrown });
    }
  }

  const keys = (): unknown[] => server.requests.map(({ headers }) => headers["idempotency-key"]);

  it("a process killed before it committed has decided nothing, and deciding again tells once", async () => {
    expect(await run({ role: "fire", dieAt: "decided" })).toBe("SIGKILL");
    expect(await store().alerts.list({})).toEqual([]);
    expect(await store().outbox.list({})).toEqual([]);
    await run({ role: "fire" });
    await run({ role: "deliver" });
    expect(keys()).toHaveLength(1);
  });

  it.each([
    ["claimed", 1, 1],
    ["begun", 1, 2],
    ["sent", 2, 2],
    ["settled", 2, 2],
  ] as const)(
    "a deliverer killed when it had %s loses nothing: %i requests with one key, %i attempts",
    async (dieAt, requests, attempts) => {
      await run({ role: "fire" });
      expect(await run({ role: "deliver", dieAt })).toBe("SIGKILL");
      expect(await run({ role: "deliver" })).toBe('{"accepted":0,"failed":0,"dead":0,"putBack":0}');
      expect(await run({ role: "deliver", skewMs: later })).toContain('"accepted":1');
      const [notification] = await store().outbox.list({});
      expect(notification).toMatchObject({ status: "accepted", dueAt: null });
      expect(keys()).toEqual(Array.from({ length: requests }, () => notification?.id));
      const tried = await store().outbox.attempts(notification?.id ?? "");
      expect(tried.map(({ endedAt }) => endedAt !== null)).toEqual(
        Array.from({ length: attempts }, (_, at) => at === attempts - 1),
      );
    },
  );

  it("a problem that is over when its deliverer died is told to be over, and last", async () => {
    await run({ role: "fire" });
    await run({ role: "deliver", dieAt: "sent" });
    await run({ role: "end" });
    await run({ role: "deliver", skewMs: later });
    const kinds = server.requests.map(({ body }) => JSON.parse(body).kind);
    expect(kinds).toEqual(["firing", "recovered"]);
  });

  it("a process killed in a pass of time has told nothing, and the next pass tells it once", async () => {
    const route = { channel: "hook", group_wait: "1m", escalate: [{ after: "5m", channel: "hook" }] };
    await run({ role: "fire", alerts: 3, route });
    const minute = 60_000;
    expect(await run({ role: "pass", dieAt: "advanced", skewMs: 2 * minute, route })).toBe("SIGKILL");
    expect(await store().outbox.list({})).toEqual([]);
    expect(await run({ role: "pass", skewMs: 2 * minute, route })).toBe("3");
    expect(await run({ role: "pass", skewMs: 2 * minute, route })).toBe("0");
    expect(await run({ role: "pass", dieAt: "advanced", skewMs: 8 * minute, route })).toBe("SIGKILL");
    const both = await Promise.all([1, 2].map(() => run({ role: "pass", skewMs: 8 * minute, route })));
    expect(both.map(Number).reduce((sum, told) => sum + told, 0)).toBe(3);
    await run({ role: "deliver", skewMs: 8 * minute, route });
    const kinds = server.requests.map(({ body }) => JSON.parse(body).kind);
    expect(kinds.toSorted()).toEqual([...Array(3).fill("escalation"), ...Array(3).fill("firing")]);
  });

  it("several deliverers at once send every notification exactly once", async () => {
    await run({ role: "fire", alerts: 60 });
    const counts = await Promise.all([1, 2, 3].map(() => run({ role: "deliver" })));
    const accepted = counts.map((line) => JSON.parse(line).accepted as number);
    expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(new Set(keys()).size).toBe(60);
    expect(keys()).toHaveLength(60);
  });
});
