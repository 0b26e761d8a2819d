import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder, stillClock } from "../../test/fixtures/store/databases.ts";
import { startTogether } from "../../test/fixtures/store/play.ts";
import { aRun } from "../../test/fixtures/store/samples.ts";
import type { Fact } from "../model/fact.ts";
import { createSpool } from "./spool.ts";

const scratch = scratchFolder();
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  return join(scratch, String(folders), "spool");
};
const beat = (at: number): Fact => ({ kind: "run_heartbeat", runId: aRun().runId, at });
const linesOf = (folder: string): unknown[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"))
    .map((line) => JSON.parse(line));

describe("the spool", () => {
  it("keeps each batch as a line of one file, for this user alone", async () => {
    const folder = newFolder();
    const spool = createSpool(folder, stillClock);
    await spool.append([beat(1), beat(2)]);
    await spool.append([beat(3)]);
    expect(linesOf(folder)).toEqual([[beat(1), beat(2)], [beat(3)]]);
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^2026-11-21T101500\.000Z-[0-9a-f-]{36}\.jsonl$/);
    expect([...spool.files]).toEqual([name]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name ?? "")).mode & 0o777).toBe(0o600);
  });

  it("never shares a file with another process", async () => {
    const folder = newFolder();
    await Promise.all([1, 2, 3].map((at) => createSpool(folder, stillClock).append([beat(at)])));
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it("begins a new file when its own was taken in meanwhile", async () => {
    const folder = newFolder();
    const spool = createSpool(folder, stillClock);
    await spool.append([beat(1)]);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    await spool.append([beat(2)]);
    expect(linesOf(folder)).toEqual([[beat(2)]]);
    expect(spool.files.size).toBe(2);
  });

  it("does not trust another file that stands at its path", async () => {
    const folder = newFolder();
    const spool = createSpool(folder, stillClock);
    await spool.append([beat(1)]);
    const [name = ""] = readdirSync(folder);
    renameSync(join(folder, name), join(folder, "elsewhere"));
    await spool.append([beat(2)]);
    expect(readdirSync(folder).filter((other) => other.endsWith(".jsonl"))).toHaveLength(1);
    expect(linesOf(folder)).toContainEqual([beat(2)]);
  });

  it("says so when it can't be written", async () => {
    await expect(createSpool("/proc/nowhere/spool", stillClock).append([beat(1)])).rejects.toThrow();
  });

  it("goes on in a new file after an error", async () => {
    const folder = newFolder();
    const spool = createSpool(folder, stillClock);
    await spool.append([beat(1)]);
    const [name = ""] = readdirSync(folder);
    rmSync(join(folder, name));
    mkdirSync(join(folder, name));
    await spool.append([beat(2)]);
    await spool.append([beat(3)]);
    rmSync(join(folder, name), { recursive: true });
    expect(linesOf(folder)).toEqual([[beat(2)], [beat(3)]]);
  });

  it("leaves no torn line behind where a file can't grow", async () => {
    const folder = newFolder();
    const play = { role: "write" as const, url: "sqlite:/proc/nowhere/x.db", root: join(folder, "..") };
    mkdirSync(play.root, { recursive: true });
    const [written] = await startTogether<{ outcomes: Record<string, number> }>([
      { ...play, batches: 12, segments: 4, fileLimit: 4 },
    ]);
    expect(written?.outcomes).toEqual({ stored: 0, spooled: 12, lost: 0 });
    expect(linesOf(folder)).toHaveLength(12);
    expect(readdirSync(folder).length).toBeGreaterThan(1);
  });

  it("leaves an existing folder's rights alone", async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o750);
    await createSpool(folder, stillClock).append([beat(1)]);
    expect(statSync(folder).mode & 0o777).toBe(0o750);
  });
});
