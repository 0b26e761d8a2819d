import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../test/alerts/memory-store.ts";
import { createSharedWrites } from "./shared-writes.ts";

describe("writes that share a transaction", () => {
  it("are those that wait at the same time, in their order, each with its own answer", async () => {
    const store = createMemoryStore();
    const made: string[][] = [];
    const counted: Parameters<typeof createSharedWrites>[0] = {
      transaction: (work) => {
        made.push([]);
        return store.transaction(work);
      },
    };
    const { write } = createSharedWrites(counted);
    const note = (text: string) =>
      write(async () => {
        made.at(-1)?.push(text);
        return text;
      });
    expect(await Promise.all(["a", "b", "c", "d"].map(note))).toEqual(["a", "b", "c", "d"]);
    expect(made).toEqual([["a", "b", "c", "d"]]);
    expect(await note("e")).toBe("e");
    expect(made).toHaveLength(2);
  });

  it("fail together, because nothing of them was kept, and later ones are made all the same", async () => {
    const { write } = createSharedWrites(createMemoryStore());
    expect(await write(async () => "kept")).toBe("kept");
    const both = [write(async () => "lost"), write(() => Promise.reject(new Error("disk full")))];
    expect(await Promise.allSettled(both)).toMatchObject([
      { status: "rejected", reason: { message: "disk full" } },
      { status: "rejected", reason: { message: "disk full" } },
    ]);
    expect(await write(async () => "later")).toBe("later");
  });

  it("fail alone where the store was away before any of them was made", async () => {
    const store = createMemoryStore();
    let calls = 0;
    const transaction: typeof store.transaction = (work) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error("locked")) : store.transaction(work);
    };
    const { write } = createSharedWrites({ transaction });
    const all = ["a", "b", "c"].map((text) => write(async () => text));
    expect(await Promise.allSettled(all)).toMatchObject([
      { status: "rejected", reason: { message: "locked" } },
      { status: "fulfilled", value: "b" },
      { status: "fulfilled", value: "c" },
    ]);
  });
});
