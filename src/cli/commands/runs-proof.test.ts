import { readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, pitchpipeIn, type ScratchProject } from "../../../test/alerts/project.ts";
import { badRun, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import { aSegment } from "../../../test/fixtures/store/samples.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
});

/** The same command line where there is no project. */
const outside = pitchpipeIn(tmpdir());

const file = (name: string): string => join(project.root, name);
const verify = async (name: string, ...more: string[]) => {
  const { code, out, err } = await outside(["audit", "verify", "--proof", file(name), "--json", ...more]);
  if (out === "") throw new Error(err);
  return { code, ...JSON.parse(out) };
};

describe("runs proof", () => {
  it("is one document of the run that is checked anywhere, without project and store", async () => {
    await seed(project.root, goodFacts);
    const said = await project.pitchpipe(["runs", "proof", "latest", "--out", "proof.json", "--by", "ann"]);
    expect(said).toMatchObject({ code: 0, err: "" });
    const proof = JSON.parse(readFileSync(file("proof.json"), "utf8"));
    expect(proof).toMatchObject({
      run: { run_id: goodRun.runId, job: "daily-load", status: "success", duration_seconds: 20 },
      streams: [
        {
          stream: "orders",
          tap_said: 300,
          mapper_saw: 300,
          target_said: null,
          equal: null,
          segments: 2,
          covered: 300,
        },
      ],
      chain: { name: goodRun.runId, anchor: { kind: "run_closed" } },
      checkpoint: { kind: "checkpoint" },
    });
    expect(proof.chain.included).toHaveLength(proof.chain.entries);
    expect(statSync(file("proof.json")).mode & 0o777).toBe(0o600);
    expect(await verify("proof.json", "--key", proof.key)).toMatchObject({
      code: 0,
      valid: true,
      head: proof.chain.head.hash,
      signed_by: proof.key,
      first_broken: null,
      run_id: goodRun.runId,
      format: "json",
      notes: [],
    });
    expect(await verify("proof.json")).toMatchObject({ signed_by: `self-signed ${proof.key}` });
  });

  it("is a page by the name of its file, and any figure of it that was changed is found", async () => {
    await seed(project.root, goodFacts);
    expect(await project.json(["runs", "proof", "latest", "--out", "proof.html"])).toMatchObject({
      run_id: goodRun.runId,
      file: file("proof.html"),
      format: "html",
    });
    const page = readFileSync(file("proof.html"), "utf8");
    expect(await verify("proof.html")).toMatchObject({ code: 0, valid: true, format: "html" });
    writeFileSync(
      file("proof.html"),
      page.replace('<td class="number">300</td>', '<td class="number">301</td>'),
    );
    expect(await verify("proof.html")).toMatchObject({
      code: 1,
      valid: false,
      first_broken: { sequence: null, reason: expect.stringContaining("does not show what its data say") },
    });
    const people = await outside(["audit", "verify", "--proof", file("proof.html")]);
    expect(people.out).toMatch(/^broken {3}the document\nwhy {6}line \d+ of the page/);
  });

  it("takes the last checkpoint where it vouches for the run, and makes one where it does not", async () => {
    await seed(project.root, goodFacts);
    const first = JSON.parse((await project.pitchpipe(["runs", "proof", "latest"])).out);
    const again = JSON.parse((await project.pitchpipe(["runs", "proof", "latest"])).out);
    expect(again.checkpoint).toEqual(first.checkpoint);
    await seed(project.root, [{ kind: "run_opened", run: badRun }]);
    const later = JSON.parse((await project.pitchpipe(["runs", "proof", badRun.runId])).out);
    expect(later.checkpoint.entries).toBeGreaterThan(first.checkpoint.entries);
    expect(later.run).toMatchObject({ status: "failed", cause: badRun.cause });
  });

  it("agrees with a checkpoint that was kept elsewhere, and is contradicted by one of another past", async () => {
    await seed(project.root, goodFacts);
    await project.pitchpipe(["audit", "checkpoint", "--out", "kept.json"]);
    await project.pitchpipe(["runs", "proof", "latest", "--out", "proof.json"]);
    const kept = JSON.parse(readFileSync(file("kept.json"), "utf8"));
    expect(await verify("proof.json", "--against", file("kept.json"))).toMatchObject({
      valid: true,
      agreed_checkpoints: [kept.at],
    });
    writeFileSync(file("kept.json"), JSON.stringify({ ...kept, entries: 99 }));
    const refused = await outside([
      "audit",
      "verify",
      "--proof",
      file("proof.json"),
      "--against",
      file("kept.json"),
    ]);
    expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringContaining("CHECKPOINT_UNUSABLE") });
  });

  it.each([
    [
      "update segments set records = records + 1 where number = 9 and stream = 'many'",
      "content is not what its hash",
    ],
    ["update audit_entries set at = 9e18 where number = 2 and chain <> 'store'", "damaged"],
  ])("of more entries than it carries is made of a whole account only: %s", async (statement, why) => {
    const segments = Array.from({ length: 5_001 }, (_, at) => aSegment({ number: at + 1, stream: "many" }));
    const { runId } = goodRun;
    await seed(project.root, [...goodFacts, { kind: "segments", blockId: "b1", runId, segments }]);
    expect((await project.pitchpipe(["runs", "proof", "latest", "--out", "proof.json"])).code).toBe(0);
    expect(await verify("proof.json")).toMatchObject({
      ...{ code: 0, valid: true },
      notes: [expect.stringMatching(/^The run's \d+ entries are not in it, only where they end/)],
    });
    const database = new Database(file(".meltano/pitchpipe/pitchpipe.db"));
    database.exec(statement);
    database.close();
    const said = await project.pitchpipe(["runs", "proof", "latest"]);
    expect(said).toMatchObject({ code: 2, out: "", err: expect.stringContaining("ACCOUNT_BROKEN") });
    expect(said.err).toContain(why);
  });

  it("is not made of a run that goes on, of none, in another format, or over somebody's file", async () => {
    await seed(project.root, [
      ...goodFacts,
      {
        kind: "run_opened",
        run: { ...badRun, status: "running", endedAt: null, exitCode: null, complete: false },
      },
    ]);
    writeFileSync(file("mine.txt"), "mine");
    for (const [args, text] of [
      [["latest"], "goes on"],
      [["ffff"], "NOT_FOUND"],
      [[goodRun.runId, "--format", "pdf"], "does not take pdf"],
      [[goodRun.runId, "--out", "mine.txt"], "is no proof"],
    ] as const) {
      const said = await project.pitchpipe(["runs", "proof", ...args]);
      expect(said).toMatchObject({ code: 2, out: "", err: expect.stringContaining(text) });
    }
    expect(readFileSync(file("mine.txt"), "utf8")).toBe("mine");
  });
});

describe("audit verify --proof", () => {
  it.each(["missing.json", "folder"])("says what is wrong with %s", async (name) => {
    const said = await outside(["audit", "verify", "--proof", name === "folder" ? project.root : file(name)]);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining("FILE_UNREADABLE") });
  });

  it.each([
    ["--run", "latest"],
    ["--since", "1h"],
  ])("takes no %s, which it could not keep to", async (...part) => {
    const said = await outside(["audit", "verify", "--proof", file("proof.json"), ...part]);
    expect(said).toMatchObject({ code: 2, out: "", err: expect.stringContaining(part[0]) });
  });

  it("of something else is broken, and refuses a key that is none", async () => {
    writeFileSync(file("text"), "hello");
    expect(await verify("text")).toMatchObject({ code: 1, valid: false, run_id: null, signed_by: null });
    const said = await outside(["audit", "verify", "--proof", file("text"), "--key", "nothing"]);
    expect(said).toMatchObject({ code: 2, out: "" });
  });
});
