import { describe, expect, it } from "vitest";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { loadedChanges } from "./loaded-changes.ts";

const run = (runId: string, seconds: number) =>
  ({ runId, startedAt: 0, endedAt: seconds * 1000 }) as unknown as Run;
const [before, after] = [run("before", 20), run("after", 5)];

const properties = (types: Readonly<Record<string, string>>) => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type: [type] }])),
});

/** What two runs saw of `orders`. */
function storeOf(schemas: Readonly<Record<string, object | null>>): Store {
  const seen = Object.entries(schemas).map(([runId, schema]) => ({
    ...{ runId, schema },
    hash: `${runId}-0123456789ab`,
  }));
  return {
    blocks: {
      streams: async (runId: string) =>
        runId === "before"
          ? [
              { stream: "orders", records: 400 },
              { stream: "prices", records: 7 },
            ]
          : [{ stream: "orders", records: 35 }],
    },
    quality: { schemas: async (_: unknown, stream: string) => (stream === "orders" ? seen : []) },
  } as unknown as Store;
}

describe("what differs in what two runs loaded", () => {
  it("is each property of a schema, the records of each stream, and the time", async () => {
    const store = storeOf({
      before: properties({ id: "integer", qty: "integer", note: "string" }),
      after: properties({ id: "integer", qty: "string", extra: "string" }),
    });
    const changes = await loadedChanges(store, before, after);
    expect(changes.map(({ what }) => what)).toEqual([
      "schema of orders: qty",
      "schema of orders: note",
      "schema of orders: extra",
      "records of orders",
      "records of prices",
      "duration",
    ]);
    expect(changes).toContainEqual({ what: "records of orders", before: "400", after: "35" });
    expect(changes).toContainEqual({ what: "records of prices", before: "7", after: null });
    expect(changes).toContainEqual({ what: "duration", before: "20.0 s", after: "5.0 s" });
  });

  it("is only a hash of a schema that was too large to keep", async () => {
    const changes = await loadedChanges(storeOf({ before: null, after: null }), before, after);
    expect(changes[0]).toEqual({
      what: "schema of orders (its hash)",
      ...{ before: "before-01234", after: "after-012345" },
    });
  });

  it("is no schema where a run did not see one", async () => {
    const changes = await loadedChanges(storeOf({ before: properties({ id: "integer" }) }), before, after);
    expect(changes.map(({ what }) => what)).toEqual(["records of orders", "records of prices", "duration"]);
  });
});
