import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { now, scratchFolder } from "../../test/fixtures/store/databases.ts";
import { startTogether } from "../../test/fixtures/store/play.ts";
import { aBlock, aRun, aSegment } from "../../test/fixtures/store/samples.ts";
import type { PitchpipeError } from "../lib/errors.ts";
import type { Fact, FactRecorder } from "../model/fact.ts";
import { openStore } from "./open-store.ts";
import { createRecorder } from "./recorder.ts";
import type { Store } from "./store.ts";
import { unavailable } from "./store-error.ts";

const scratch = scratchFolder();
let folders = 0;
const { runId } = aRun();
const opened: Fact = { kind: "run_opened", run: aRun() };
const cause = (text: string): Fact => ({ kind: "run_changed", runId, changes: { cause: text } });
const segment = (number: number): Fact => ({
  kind: "segments",
  runId,
  blockId: "block-1",
  segments: [aSegment({ number })],
});

interface Scene {
  readonly root: string;
  readonly path: string;
  readonly spoolFolder: string;
  readonly recorder: FactRecorder;
  readonly told: PitchpipeError[];
  /** Makes the store go away, and come back. */
  away: boolean;
  time: number;
  opened: Store | null;
}

function newScene(spoolFolder?: string): Scene {
  folders += 1;
  const root = join(scratch, `project-${folders}`);
  mkdirSync(root);
  const told: PitchpipeError[] = [];
  const clock = { now: () => scene.time };
  const open = async (): Promise<Store> => {
    if (scene.away) throw unavailable("here", { why: "away", whatToDo: "wait" });
    scene.opened ??= await openStore({
      url: "sqlite:pitchpipe.db",
      projectRoot: root,
      clock,
      busyLimitMs: 300,
    });
    return scene.opened;
  };
  const folder = spoolFolder ?? join(root, "spool");
  const scene: Scene = {
    root,
    path: join(root, "pitchpipe.db"),
    spoolFolder: folder,
    told,
    away: false,
    time: now,
    opened: null,
    recorder: createRecorder({ open, spoolFolder: folder, clock, onDegraded: (error) => told.push(error) }),
  };
  return scene;
}

async function storeOf(scene: Scene): Promise<Store> {
  scene.opened ??= await openStore({
    url: "sqlite:pitchpipe.db",
    projectRoot: scene.root,
    clock: { now: () => now },
  });
  return scene.opened;
}

describe("the recorder", () => {
  it("keeps facts in the store", async () => {
    const scene = newScene();
    expect(await scene.recorder.record([opened])).toBe("stored");
    expect(await (await storeOf(scene)).runs.get(runId)).toEqual(aRun());
    expect(scene.told).toEqual([]);
    expect(readdirSync(scene.root)).not.toContain("spool");
  });

  it("spools while the store is away, says so once, and takes the spool in first when it is back", async () => {
    const scene = newScene();
    scene.away = true;
    expect(await scene.recorder.record([opened])).toBe("spooled");
    expect(await scene.recorder.record([cause("old")])).toBe("spooled");
    scene.away = false;
    scene.time += 29_999;
    expect(await scene.recorder.record([cause("older than the next")])).toBe("spooled");
    scene.time += 1;
    expect(await scene.recorder.record([cause("new")])).toBe("stored");
    expect((await (await storeOf(scene)).runs.get(runId))?.cause).toBe("new");
    expect(readdirSync(scene.spoolFolder)).toEqual([]);
    expect(scene.told.map(({ code, why }) => [code, why])).toEqual([["STORE_UNAVAILABLE", "away"]]);
  });

  it("keeps spooling while something it spooled can't be taken in yet", async () => {
    const scene = newScene();
    scene.away = true;
    await scene.recorder.record([opened]);
    const [file = ""] = readdirSync(scene.spoolFolder);
    writeFileSync(join(scene.spoolFolder, file), `${JSON.stringify([opened])}\n[torn`);
    scene.away = false;
    scene.time = statSync(join(scene.spoolFolder, file)).mtimeMs + 1;
    expect(await scene.recorder.record([cause("waits")])).toBe("spooled");
    scene.time += 60_000;
    expect(await scene.recorder.record([cause("goes in")])).toBe("stored");
    expect((await (await storeOf(scene)).runs.get(runId))?.cause).toBe("goes in");
    expect(scene.told).toHaveLength(1);
  });

  it("lets batches that come together share a commit, and keeps their order", async () => {
    const scene = newScene();
    const facts = [opened, ...Array.from({ length: 50 }, (_, index) => cause(`cause ${index}`))];
    const recorded = await Promise.all(facts.map((fact) => scene.recorder.record([fact])));
    expect(new Set(recorded)).toEqual(new Set(["stored"]));
    expect((await (await storeOf(scene)).runs.get(runId))?.cause).toBe("cause 49");
  });

  it("says lost only when neither store nor spool can be written", async () => {
    const scene = newScene("/proc/nowhere/spool");
    scene.away = true;
    expect(await scene.recorder.record([opened])).toBe("lost");
    expect(await scene.recorder.record([opened])).toBe("lost");
    expect(scene.told.map(({ message }) => message)).toEqual([
      expect.stringContaining("is not recorded"),
      "The store here can't be used.",
    ]);
  });

  it("goes on when whoever is told can't hear it", async () => {
    const recorder = createRecorder({
      open: () => Promise.reject(new Error("away")),
      spoolFolder: join(scratch, "deaf"),
      clock: { now: () => now },
      onDegraded: () => {
        throw new Error("EPIPE");
      },
    });
    expect(await recorder.record([opened])).toBe("spooled");
  });

  it("finds the fact that the store refuses, keeps it beside the spool, and the others in the store", async () => {
    const scene = newScene();
    expect(await scene.recorder.record([opened, { kind: "strange" } as unknown as Fact])).toBe("spooled");
    expect(await scene.recorder.record([cause("after")])).toBe("stored");
    expect((await (await storeOf(scene)).runs.get(runId))?.cause).toBe("after");
    const [refused = ""] = readdirSync(scene.spoolFolder);
    expect(readFileSync(join(scene.spoolFolder, refused), "utf8")).toBe('[{"kind":"strange"}]\n');
    expect(scene.told.map(({ code }) => code)).toEqual(["INTERNAL"]);
  });

  it("tells of a damaged store that was set aside, and keeps the batch in the new one", async () => {
    const scene = newScene();
    writeFileSync(scene.path, "nonsense ".repeat(1_000));
    expect(await scene.recorder.record([opened])).toBe("stored");
    expect(scene.told).toMatchObject([
      { code: "STORE_DAMAGED", message: expect.stringContaining(".damaged-") },
    ]);
  });

  it("opens the run again in the new store when the damage shows in the middle of it", async () => {
    const scene = newScene();
    await scene.recorder.record([opened, { kind: "block_opened", block: aBlock() }]);
    await (await storeOf(scene)).close();
    const database = new SqliteDatabase(scene.path);
    const pages = database
      .prepare("select rootpage from sqlite_master where name like 'runs%'")
      .pluck()
      .all();
    database.close();
    wreckPages(scene.path, pages as number[]);
    scene.opened = null;
    const recorder = createRecorder({
      open: () => storeOf(scene),
      spoolFolder: scene.spoolFolder,
      clock: { now: () => now },
      onDegraded: (error) => scene.told.push(error),
    });
    expect(await recorder.record([opened, { kind: "block_opened", block: aBlock() }])).toBe("stored");
    expect(scene.told).toMatchObject([
      { code: "STORE_DAMAGED", message: expect.stringContaining("set aside as") },
    ]);
  });

  it("opens the run again in a new store when the file was taken away", async () => {
    const scene = newScene();
    await scene.recorder.record([opened, { kind: "block_opened", block: aBlock() }]);
    rmSync(scene.path);
    expect(await scene.recorder.record([segment(1), cause("late")])).toBe("stored");
    const store = await storeOf(scene);
    expect(await store.runs.get(runId)).toEqual(aRun({ cause: "late" }));
    expect(await store.blocks.ofRun(runId)).toEqual([aBlock()]);
  });

  it("spools where the store stays locked, and doesn't stand still meanwhile", async () => {
    const scene = newScene();
    await (await storeOf(scene)).close();
    scene.opened = null;
    const holder = new SqliteDatabase(scene.path);
    holder.exec("begin immediate");
    let beats = 0;
    const heart = setInterval(() => {
      beats += 1;
    }, 5);
    expect(await scene.recorder.record([opened])).toBe("spooled");
    clearInterval(heart);
    expect(beats).toBeGreaterThan(10);
    expect(scene.told[0]?.why).toContain("Another process");
    holder.close();
  });

  it.each([
    ["is full", { fileLimit: 32 }, "limit"],
    ["can't be written by this user", { asNobody: true }, "may not write"],
  ])("spools, or loses and says so, where the disk %s", async (_, trouble, why) => {
    const scene = newScene();
    chmodSync(scratch, 0o755);
    const spool = join(scene.root, "spool");
    mkdirSync(spool);
    chmodSync(spool, 0o777);
    chmodSync(scene.root, 0o555);
    const play = {
      role: "write" as const,
      url: "sqlite:data/pitchpipe.db",
      root: scene.root,
      batches: 4,
      segments: 1,
    };
    chmodSync(scene.root, "fileLimit" in trouble ? 0o755 : 0o555);
    const [written] = await startTogether<{ outcomes: Record<string, number>; told: string[] }>([
      { ...play, ...trouble },
    ]);
    chmodSync(scene.root, 0o755);
    expect(written?.outcomes).toMatchObject({ stored: 0, spooled: 4 });
    expect(written?.told).toEqual([expect.stringContaining(why)]);
  });
});

function wreckPages(path: string, pages: readonly number[]): void {
  const bytes = readFileSync(path);
  for (const page of pages) bytes.fill(0xa7, (page - 1) * 4_096, page * 4_096);
  writeFileSync(path, bytes);
}
