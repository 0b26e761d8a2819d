import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aBlock, aRun, aSegment } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";

let project: ScratchProject;

const runId = (run: number): string => `0199aaaa-0000-7000-8000-${String(run).padStart(12, "0")}`;

function factsOf(run: number): Fact[] {
  const blockId = `block ${run}`;
  const segments = Array.from({ length: 20 }, (_, at) => aSegment({ number: at + 1, records: at }));
  return [
    { kind: "run_opened", run: aRun({ runId: runId(run), status: "running", endedAt: null }) },
    { kind: "block_opened", block: aBlock({ blockId, runId: runId(run) }) },
    ...segments.map((segment) => ({
      kind: "segments" as const,
      blockId,
      runId: runId(run),
      segments: [segment],
    })),
    { kind: "run_changed", runId: runId(run), changes: { status: "success", endedAt: 1, heartbeatAt: 1 } },
  ];
}

describe.each(databaseKinds)("the account on $kind", ({ kind, make }) => {
  const { open, database } = freshStores(make);
  const configure = (more = ""): void => {
    const { url, root } = database();
    const place = kind === "sqlite" ? `sqlite:${join(root, url.slice("sqlite:".length))}` : url;
    project.configure(`version: 1\nstore: {url: "${place}"}\n${more}`);
  };
  const verify = async (...args: string[]) => {
    const { code, out, err } = await project.pitchpipe(["audit", "verify", "--json", ...args]);
    return { code, ...JSON.parse(out === "" ? err : out) };
  };

  beforeEach(() => {
    project = makeScratchProject();
    configure();
  });

  afterEach(async () => {
    vi.useRealTimers();
    await project[Symbol.asyncDispose]();
  });

  it("is whole when several wrote it at once, and while others write", async () => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    const write = (from: number) => Promise.all(stores.map((store, at) => store.apply(factsOf(from + at))));
    await write(0);
    const writing = write(10);
    for (let round = 0; round < 3; round += 1) expect(await verify()).toMatchObject({ code: 0, valid: true });
    await writing;
    await project.pitchpipe(["audit", "checkpoint", "--out", "cp.json"]);
    await write(20);
    const whole = await verify("--against", "cp.json");
    // 12 runs of 23 entries and one that closes each; the store's first one, and the checkpoint's.
    expect(whole).toMatchObject({ code: 0, valid: true, entries: 12 * 24 + 2, runs_under_way: 0 });
    expect(await verify("--run", runId(11))).toMatchObject({ code: 0, valid: true, entries: 24 });
    const folder =
      kind === "sqlite" ? join(database().root, "data") : join(project.root, ".meltano/pitchpipe");
    expect(existsSync(join(folder, "audit.key"))).toBe(true);
    expect(existsSync(join(folder, "audit-checkpoints.jsonl"))).toBe(true);
  });

  it("is whole behind what retention has cut", async () => {
    vi.useFakeTimers({ now: now + 86_400_000, toFake: ["Date"] });
    const [store] = [await open()];
    await store.apply([...factsOf(1), ...factsOf(2)]);
    configure("retention: {audit: 1ms, runs: 1ms}");
    const { did, failed } = await project.json(["tick"]);
    expect([failed, did.runs_dropped]).toEqual([[], 2]);
    expect(did.audit_entries_cut).toBeGreaterThanOrEqual(48);
    expect(await verify()).toMatchObject({ code: 0, valid: true });
    await store.apply(factsOf(3));
    expect(await verify()).toMatchObject({ code: 0, valid: true });
    await store.audit.cutOff(runId(3), 5);
    expect(await verify()).toMatchObject({
      code: 1,
      first_broken: { reason: expect.stringMatching(/^cut at the beginning: more is gone/) },
    });
  });
});
