import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  databaseKinds,
  freshStores,
  now,
  scratchFolder,
  stillClock,
} from "../../test/fixtures/store/databases.ts";
import { start, startTogether } from "../../test/fixtures/store/play.ts";
import { aRun, aSegment } from "../../test/fixtures/store/samples.ts";
import type { Fact } from "../model/fact.ts";
import { createSpool } from "./spool.ts";
import type { Store } from "./store.ts";
import { type TakenIn, takeInSpool } from "./take-in-spool.ts";

const scratch = scratchFolder();
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  const folder = join(scratch, String(folders), "spool");
  mkdirSync(folder, { recursive: true });
  return folder;
};
const { runId } = aRun();
const opened: Fact = { kind: "run_opened", run: aRun() };
const cause = (text: string): Fact => ({ kind: "run_changed", runId, changes: { cause: text } });
const segment = (number: number): Fact => ({
  kind: "segments",
  runId,
  blockId: "block-1",
  segments: [aSegment({ number })],
});
const old = (path: string, at = now): void => utimesSync(path, at / 1_000 - 60, at / 1_000 - 60);

describe.each(databaseKinds)("taking in a spool on $kind", ({ make }) => {
  const { opened: store, open, database } = freshStores(make);
  const takeIn = (folder: string, into = store()): Promise<TakenIn> =>
    takeInSpool({ store: into, folder, clock: stillClock });

  it("applies all batches of all files in order and removes the files", async () => {
    const folder = newFolder();
    const early = createSpool(folder, { now: () => now });
    const late = createSpool(folder, { now: () => now + 1 });
    await late.append([cause("last")]);
    await early.append([opened]);
    await early.append([cause("first"), segment(1)]);
    expect(await takeIn(folder)).toEqual({ facts: 4, files: 2, setAside: [] });
    expect((await store().runs.get(runId))?.cause).toBe("last");
    expect(await store().blocks.segments(runId)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("does nothing where there is no spool", async () => {
    expect(await takeIn(join(scratch, "nowhere"))).toEqual({ facts: 0, files: 0, setAside: [] });
  });

  it("takes only the files it is told to", async () => {
    const folder = newFolder();
    const [mine, other] = [createSpool(folder, stillClock), createSpool(folder, stillClock)];
    await mine.append([opened]);
    await other.append([cause("other")]);
    expect(await takeInSpool({ store: store(), folder, clock: stillClock, only: mine.files })).toMatchObject({
      files: 1,
    });
    expect(readdirSync(folder)).toEqual([...other.files]);
  });

  it("takes a batch that is larger than what is read at once", async () => {
    const folder = newFolder();
    const spool = createSpool(folder, stillClock);
    await spool.append([opened, cause("x".repeat(9_000_000))]);
    await spool.append([cause("after")]);
    expect(await takeIn(folder)).toEqual({ facts: 3, files: 1, setAside: [] });
    expect((await store().runs.get(runId))?.cause).toBe("after");
  });

  it("leaves a line without an end to its writer for a while", async () => {
    const folder = newFolder();
    const path = join(folder, "a.jsonl");
    writeFileSync(path, `${JSON.stringify([opened])}\n[{"kind":`);
    const young = { now: () => statSync(path).mtimeMs };
    expect(await takeInSpool({ store: store(), folder, clock: young })).toEqual({
      facts: 1,
      files: 0,
      setAside: [],
    });
    appendFileSync(join(folder, "a.jsonl"), `"run_heartbeat","runId":"${runId}","at":${now + 7}}]\n`);
    expect(await takeIn(folder)).toEqual({ facts: 1, files: 1, setAside: [] });
    expect((await store().runs.get(runId))?.heartbeatAt).toBe(now + 7);
  });

  it("sets a torn line aside once its writer must be dead, and keeps the whole ones", async () => {
    const folder = newFolder();
    const path = join(folder, "a.jsonl");
    writeFileSync(path, `${JSON.stringify([opened])}\n[{"kind":"run_`);
    old(path);
    expect(await takeIn(folder)).toEqual({ facts: 1, files: 1, setAside: [`${path}.torn`] });
    expect(readFileSync(`${path}.torn`, "utf8")).toBe('[{"kind":"run_\n');
    expect(await store().runs.get(runId)).toEqual(aRun());
    expect(await takeIn(folder)).toEqual({ facts: 0, files: 0, setAside: [] });
  });

  it("adopts a file whose writer died before it gave it its name, but not one that is still written", async () => {
    const folder = newFolder();
    const dead = join(folder, "dead.jsonl.new");
    for (const path of [dead, join(folder, "live.jsonl.new")])
      writeFileSync(path, `${JSON.stringify([opened])}\n[torn`);
    const clock = { now: () => statSync(join(folder, "live.jsonl.new")).mtimeMs };
    old(dead, clock.now());
    expect(await takeInSpool({ store: store(), folder, clock })).toMatchObject({ facts: 1, files: 1 });
    expect(readdirSync(folder).sort()).toEqual(["dead.jsonl.torn", "live.jsonl.new"]);
  });

  it("sets aside what is no batch or is refused, and takes the rest", async () => {
    const folder = newFolder();
    const strange = { kind: "strange" };
    const path = join(folder, "a.jsonl");
    const lines = [
      "{not json",
      '"text"',
      JSON.stringify([opened, strange, null, cause("kept")]),
      JSON.stringify([segment(1)]),
    ];
    writeFileSync(path, `${lines.join("\n")}\n`);
    expect(await takeIn(folder)).toMatchObject({ facts: 3, files: 1, setAside: [`${path}.refused`] });
    expect((await store().runs.get(runId))?.cause).toBe("kept");
    expect(await store().blocks.segments(runId)).toHaveLength(1);
    expect(readFileSync(`${path}.refused`, "utf8")).toBe('{not json\n"text"\n[{"kind":"strange"}]\n[null]\n');
  });

  it("never applies a batch again after something newer", async () => {
    const folder = newFolder();
    const spool = createSpool(folder, stillClock);
    await spool.append([opened, cause("old")]);
    const dies = dyingStore(store(), 1, "after");
    await expect(takeIn(folder, dies)).rejects.toThrow("died");
    await store().apply([cause("new")]);
    expect(await takeIn(folder)).toMatchObject({ facts: 0, files: 1 });
    expect((await store().runs.get(runId))?.cause).toBe("new");
  });

  it.each(["before", "after"] as const)("survives a death %s any of its commits", async (when) => {
    for (let step = 1; ; step += 1) {
      const folder = newFolder();
      const path = join(folder, `${step}.jsonl`);
      const run: Fact = { kind: "run_opened", run: aRun({ runId: `${when}-${step}` }) };
      writeFileSync(
        path,
        `${JSON.stringify([run])}\n{bad\n${JSON.stringify([{ kind: "strange" }, run])}\n[torn`,
      );
      old(path);
      const survived = await takeIn(folder, dyingStore(store(), step, when)).catch(() => null);
      await takeIn(folder);
      expect(await store().runs.get(`${when}-${step}`)).not.toBeNull();
      expect(readFileSync(`${path}.refused`, "utf8")).toMatch(/\{bad\n(?:.*\n)*\[\{"kind":"strange"\}\]\n/);
      expect(existsSync(path)).toBe(false);
      if (survived !== null) break;
    }
  });

  it("is safe for several processes at once, also when some are killed", async () => {
    const folder = newFolder();
    const root = join(folder, "..");
    for (let file = 0; file < 4; file += 1) {
      const spool = createSpool(folder, stillClock);
      const batches = Array.from({ length: 50 }, (_, index) => [segment(file * 50 + index + 1)]);
      for (const batch of batches) await spool.append(batch);
    }
    const play = { role: "take" as const, url: absolute(database()), root };
    for (const pause of [0, 5, 20]) {
      const victim = await start(play);
      victim.go();
      await sleep(pause);
      victim.child.kill("SIGKILL");
    }
    await startTogether<TakenIn>([play, play, play]);
    expect(await store().blocks.segmentTotals(runId)).toEqual([
      { stream: "orders", segments: 200, records: 2_000 },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("loses nothing that is written while it is taken in", async () => {
    const folder = newFolder();
    const other = await open();
    const spool = createSpool(folder, stillClock);
    let writing = true;
    const taking = (async () => {
      while (writing) await takeIn(folder, other);
    })();
    for (let number = 1; number <= 60; number += 1) await spool.append([segment(number)]);
    writing = false;
    await taking;
    await takeIn(folder);
    expect(await store().blocks.segmentTotals(runId)).toEqual([
      { stream: "orders", segments: 60, records: 600 },
    ]);
  });
});

function absolute({ url, root }: { readonly url: string; readonly root: string }): string {
  return url.startsWith("sqlite:") ? `sqlite:${join(root, url.slice("sqlite:".length))}` : url;
}

/** A store whose process dies at its `step`th commit: just before it, or just after. */
function dyingStore(store: Store, step: number, when: "before" | "after"): Store {
  let commits = 0;
  const dying = async <T>(commit: () => Promise<T>): Promise<T> => {
    commits += 1;
    if (commits >= step && when === "before") throw new DiedError();
    const result = await commit();
    if (commits >= step) throw new DiedError();
    return result;
  };
  return {
    ...store,
    transaction: (work) => dying(() => store.transaction(work)),
    apply: (facts) => dying(() => store.apply(facts)),
  };
}

class DiedError extends Error {
  readonly code = "STORE_UNAVAILABLE";
  constructor() {
    super("died");
  }
}
