import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { answer, startServer } from "../../../test/fixtures/http/local-server.ts";
import { badRun, goodFacts, goodRun, seed } from "../../../test/fixtures/runs/seed.ts";
import { newKeyPem, readSigningKey } from "../../audit/checkpoint.ts";
import { entryKinds } from "../../model/audit-entry.ts";

let project: ScratchProject;

beforeEach(async () => {
  // Half a year after the runs that are put there, whatever the machine's clock says; from then on it goes.
  const now = badRun.startedAt + 180 * 86_400_000;
  vi.useFakeTimers({ now, toFake: ["Date"], shouldAdvanceTime: true });
  project = makeScratchProject();
});

afterEach(async () => {
  vi.useRealTimers();
  await project[Symbol.asyncDispose]();
});

const fill = () => seed(project.root, [...goodFacts, { kind: "run_opened", run: badRun }]);
const inRoot = (name: string): string => join(project.root, name);
const beside = (name: string): string => inRoot(join(".meltano/pitchpipe", name));
const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const lines = (text: string): string[] => text.trimEnd().split("\n");

/** Does something to the store's rows behind pitchpipe's back. */
function tamper(...statements: readonly string[]): void {
  const database = new Database(beside("pitchpipe.db"));
  for (const statement of statements) database.exec(statement);
  database.close();
}

async function verify(...args: string[]) {
  const { code, out, err } = await project.pitchpipe(["audit", "verify", "--json", ...args]);
  return { code, said: out === "" ? JSON.parse(err) : JSON.parse(out) };
}

/** The sequence of the first entry that is not older. */
async function firstFrom(time: string): Promise<number> {
  return (await project.json(["audit", "list", "--since", time])).entries[0].sequence;
}

async function checkpoint(...args: string[]) {
  return await project.json(["audit", "checkpoint", ...args]);
}

describe("audit verify, where the store is not what it was,", () => {
  it("says that it was damaged, and not that a new one is whole", async () => {
    await fill();
    writeFileSync(
      beside("pitchpipe.db"),
      "not a database at all, but long enough to be looked at".repeat(100),
    );
    const { code, said } = await verify();
    expect(code).not.toBe(0);
    expect(said).toMatchObject({
      error: { code: "STORE_DAMAGED", message: expect.stringMatching(/set aside/) },
    });
  });

  it("says it of a listing too, which shows what a new one holds", async () => {
    await fill();
    writeFileSync(beside("pitchpipe.db"), "no database".repeat(500));
    const { out, err } = await project.pitchpipe(["audit", "list", "--json"]);
    expect(JSON.parse(out)).toEqual({ entries: [] });
    expect(err).toMatch(/^pitchpipe: .*set aside/);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("finds an account gone of which the checkpoints beside it know", async () => {
    await fill();
    await checkpoint();
    rmSync(beside("pitchpipe.db"));
    expect(await verify()).toMatchObject({
      code: 1,
      said: {
        valid: false,
        entries: 0,
        first_broken: { reason: expect.stringMatching(/^cut at the end.*there are 0$/) },
      },
    });
  });

  it("says of an account without an entry that there was nothing to check", async () => {
    expect((await project.pitchpipe(["audit", "verify"])).out).toMatch(/^empty {4}0 entries read/);
  });
});

describe("filters", () => {
  it.each([
    [["--kind", "segmnt"], "--kind does not take segmnt.", "Did you mean segment?"],
    [["--kind", "segment", "--kind", "x"], "--kind does not take x.", "run_opened"],
    [["--since", "2026-02-01", "--until", "2026-01-01"], "--until 2026-01-01 is not after", "earlier time"],
  ])("that nothing can meet are bad use, and not an empty answer: %j", async (args, what, advice) => {
    await fill();
    for (const command of ["list", "export"]) {
      const { code, out, err } = await project.pitchpipe(["audit", command, ...args]);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(what);
      expect(err).toContain(advice);
    }
  });

  it("take every kind that the documentation lists, which are all there are", () => {
    const page = readFileSync(new URL("../../../docs/audit.md", import.meta.url), "utf8");
    const table = page.slice(page.indexOf("| kind | chain |"), page.indexOf("## Coverage"));
    const listed = [...table.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, kind]) => kind),
    );
    expect(listed).toEqual([...entryKinds]);
  });
});

describe("audit verify", () => {
  it("says that an account is whole, how far it goes, and that nobody vouches for its end yet", async () => {
    await fill();
    const last = (await project.json(["audit", "list"])).entries.findLast(
      (entry: { chain: string }) => entry.chain === "store",
    );
    expect(await verify()).toEqual({
      code: 0,
      said: {
        valid: true,
        entries: 13,
        head: last.hash,
        signed_by: null,
        first_broken: null,
        checkpoint_at: null,
        runs_under_way: 0,
        unchained_segments: 0,
      },
    });
    const { out } = await project.pitchpipe(["audit", "verify"]);
    expect(out).toMatch(/^whole {4}13 entries read/);
    expect(out).toContain("signed   by nobody: without a checkpoint");
  });

  it("has nothing to say against an account that has no entry", async () => {
    expect(await verify()).toMatchObject({ code: 0, said: { valid: true, entries: 0, head: null } });
    expect(await checkpoint()).toBeNull();
    expect((await project.pitchpipe(["audit", "list"])).out).toBe("No entry.\n");
    expect((await project.pitchpipe(["audit", "export"])).out).toBe("");
    expect(await project.json(["audit", "list"])).toEqual({ entries: [] });
  });

  it.each([
    ["update audit_entries set actor = 'nobody' where sequence = 3", 3, /^changed: its content/],
    ["update segments set records = records + 1 where sequence = 6", 6, /^changed: its content/],
    ["delete from audit_entries where sequence = 3", 4, /^missing: 1 entry before it is gone/],
    ["delete from segments where sequence = 7", 8, /^missing/],
    ["update audit_entries set sequence = 99 where sequence = 11", 12, /^reordered: entry 1 of the chain/],
    ["update audit_entries set number = 3.5 where sequence = 12", 12, /^changed: its number is none/],
    ["update audit_entries set at = 9e18 where sequence = 12", 12, /^changed/],
    ["update audit_entries set body = '[' where sequence = 10", 10, /^changed/],
    [
      "delete from audit_entries where chain = 'store' and number = 3",
      null,
      /^cut at the end: the store's list/,
    ],
    [
      "update audit_chains set hash = '0' where chain = 'store'",
      null,
      /^changed: the store's list of chains/,
    ],
    ["delete from audit_chains where chain <> 'store'", null, /^inserted: the store's list of chains/],
    ["delete from audit_entries; delete from segments", null, /^cut at the end/],
    [
      "update audit_chains set closed = 0",
      null,
      /^changed: the store's list of chains says that the run goes on/,
    ],
  ])("finds: %s", async (statement, sequence, reason) => {
    await fill();
    tamper(statement);
    const { code, said } = await verify();
    expect([code, said.valid]).toEqual([1, false]);
    expect(said.first_broken).toMatchObject({ sequence, reason: expect.stringMatching(reason) });
    const { code: again, out } = await project.pitchpipe(["audit", "verify"]);
    expect([again, out]).toEqual([1, expect.stringMatching(/^broken {3}.*entry [\d.]+ of the chain/)]);
  });

  it("reads only a run, or only what came since a time", async () => {
    await fill();
    expect((await verify("--run", "019ca8d2")).said).toMatchObject({ valid: true, entries: 9 });
    const late = 13 - (await firstFrom("2026-03-01T08:59:00Z")) + 1;
    expect((await verify("--since", "2026-03-01T08:59:00Z")).said).toMatchObject({
      valid: true,
      entries: late,
    });
    expect((await verify("--since", "1m")).said).toMatchObject({ valid: true, entries: 0 });
    tamper("update audit_entries set kind = 'x' where sequence = 2");
    expect((await verify("--since", "2026-03-01T08:59:00Z")).said).toMatchObject({ valid: true });
    expect((await verify("--run", badRun.runId)).said).toMatchObject({ valid: true, entries: 3 });
    expect((await verify("--run", goodRun.runId)).said.first_broken).toMatchObject({ sequence: 2 });
    tamper("delete from audit_entries where sequence = 12");
    expect((await verify("--run", badRun.runId)).said.first_broken.reason).toMatch(
      /^missing|^cut at the end/,
    );
    expect(await verify("--run", "ffff")).toMatchObject({ code: 2, said: { error: { code: "NOT_FOUND" } } });
  });

  it.each([
    ["a run of another store", 0, /^inserted: the store's chain names 0 entries of the chain/],
    ["more of the store's chain", 5, /^(changed|inserted|reordered)/],
  ])("finds that two stores were merged: %s", async (_, alerts, reason) => {
    await fill();
    const other = makeScratchProject();
    const runId = "019ca909-0000-7000-8000-000000000009";
    await seed(other.root, [{ kind: "run_opened", run: { ...badRun, runId } }]);
    for (let more = 0; more < alerts; more += 1)
      await other.pitchpipe(["alerts", "send", "--name", `a${more}`, "--title", "a"]);
    const path = join(other.root, ".meltano/pitchpipe/pitchpipe.db");
    const columns = "chain, number, at, kind, actor, run_id, stream, body, previous_hash, hash, event_key";
    tamper(
      `attach '${path}' as b`,
      "insert or ignore into audit_chains select * from b.audit_chains",
      `insert or ignore into audit_entries (sequence, ${columns}) select sequence + 1000, ${columns} from b.audit_entries`,
    );
    await other[Symbol.asyncDispose]();
    const { code, said } = await verify();
    expect([code, said.first_broken?.reason]).toEqual([1, expect.stringMatching(reason)]);
  });

  it("is not confused by a clock that was set back", async () => {
    await fill();
    await seed(project.root, [
      { kind: "run_opened", run: { ...badRun, runId: "019ca909-0000-7000-8000-000000000009", startedAt: 1 } },
    ]);
    expect((await verify()).said).toMatchObject({ valid: true, entries: 16 });
    expect((await verify("--since", "2026-03-01T08:59:00Z")).said).toMatchObject({
      valid: true,
      entries: 16 - (await firstFrom("2026-03-01T08:59:00Z")) + 1,
    });
  });
});

describe("audit checkpoint", () => {
  it("makes a key for this user alone, signs, and puts the checkpoint beside the store and where it is told", async () => {
    await fill();
    const made = await checkpoint("--out", "cp.json", "--by", "ada");
    expect(made).toMatchObject({ version: 1, kind: "checkpoint", entries: 13, heads: [{ chain: "store" }] });
    expect(read(inRoot("cp.json"))).toEqual(made);
    expect(
      lines(readFileSync(beside("audit-checkpoints.jsonl"), "utf8")).map((line) => JSON.parse(line)),
    ).toEqual([made]);
    for (const file of [beside("audit.key"), beside("audit-checkpoints.jsonl"), inRoot("cp.json")])
      expect(statSync(file).mode & 0o777).toBe(0o600);
    const [entry] = (await project.json(["audit", "list", "--kind", "checkpoint"])).entries;
    expect(entry).toMatchObject({ actor: "ada", body: { key: made.key, entries: 13 } });
    const { key } = await checkpoint("--out", "cp.json");
    expect(key).toBe(made.key);
    expect(readFileSync(beside("audit.key"), "utf8")).toContain("PRIVATE KEY");
    expect(JSON.stringify(await project.json(["audit", "list"]))).not.toContain("PRIVATE KEY");
  });

  it("is self-signed until it lies elsewhere and somebody says whose key to trust", async () => {
    await fill();
    const { key, public_key, at } = await checkpoint("--out", "cp.json");
    writeFileSync(inRoot("key.pem"), public_key);
    const signedBy = async (...args: string[]) => (await verify(...args)).said.signed_by;
    expect(await signedBy()).toBe(`self-signed ${key}`);
    expect(await signedBy("--against", "cp.json")).toBe(`self-signed ${key}`);
    expect(await signedBy("--key", key)).toBe(`self-signed ${key}`);
    expect(await signedBy("--against", "cp.json", "--key", key)).toBe(key);
    expect(await signedBy("--against", "cp.json", "--key", "f".repeat(64), "--key", "key.pem")).toBe(key);
    const { out } = await project.pitchpipe(["audit", "verify", "--against", "cp.json", "--key", key]);
    expect(out).toContain(`signed   by the trusted key ${key}, up to the checkpoint of ${at}`);
  });

  it("shows a cut at the end, also where the store's own list and checkpoint were cut with it", async () => {
    await fill();
    await checkpoint("--out", "cp.json");
    tamper(
      "delete from audit_entries where chain = 'store' and number >= 3",
      "update audit_chains set number = 2, hash = (select hash from audit_entries where chain = 'store' and number = 2) where chain = 'store'",
      "delete from audit_entries where chain = '019ca909-3880-7000-8000-000000000002'",
      "delete from audit_chains where chain = '019ca909-3880-7000-8000-000000000002'",
      "delete from notes where key like 'audit.%'",
    );
    for (const args of [[], ["--against", "cp.json"], ["--since", "2026-03-01"]])
      expect((await verify(...args)).said.first_broken).toMatchObject({
        sequence: null,
        reason: expect.stringMatching(/^cut at the end: the checkpoint of .* knows 3 entries/),
      });
  });

  it("shows a store that was restored from an older backup", async () => {
    await fill();
    const backup = new Database(beside("pitchpipe.db"));
    await backup.backup(inRoot("backup.db"));
    backup.close();
    await project.pitchpipe(["alerts", "send", "--name", "later", "--title", "later"]);
    await checkpoint("--out", "cp.json");
    writeFileSync(beside("pitchpipe.db"), readFileSync(inRoot("backup.db")));
    for (const suffix of ["-wal", "-shm"])
      if (existsSync(beside(`pitchpipe.db${suffix}`))) writeFileSync(beside(`pitchpipe.db${suffix}`), "");
    const { code, said } = await verify("--against", "cp.json");
    expect([code, said.first_broken.reason]).toEqual([
      1,
      expect.stringMatching(/^cut at the end: the checkpoint of/),
    ]);
    expect((await verify()).code).toBe(1);
  });

  it("shows a history that was written anew from its beginning on", async () => {
    await fill();
    await checkpoint("--out", "cp.json");
    const other = makeScratchProject();
    await other.pitchpipe(["alerts", "send", "--name", "first", "--title", "first"]);
    await other.json(["audit", "checkpoint", "--out", "cp.json"]);
    writeFileSync(inRoot("foreign.json"), readFileSync(join(other.root, "cp.json")));
    await other[Symbol.asyncDispose]();
    expect(await verify("--against", "foreign.json")).toMatchObject({
      code: 2,
      said: { error: { code: "CHECKPOINT_UNUSABLE", message: expect.stringMatching(/another store/) } },
    });
    expect((await verify("--against", "cp.json")).code).toBe(0);
    const both = readFileSync(inRoot("foreign.json"), "utf8").replace(/\n\s*/g, "");
    writeFileSync(beside("audit-checkpoints.jsonl"), `${both}\n`, { flag: "a" });
    expect((await project.pitchpipe(["audit", "verify"])).err).toMatch(
      /1 checkpoint in it is of another store/,
    );
    writeFileSync(beside("audit-checkpoints.jsonl"), "?\n", { flag: "a" });
    expect(await project.pitchpipe(["audit", "verify"])).toMatchObject({
      code: 0,
      err: expect.stringMatching(/is not used: checkpoint 3 in it is no checkpoint/),
    });
  });

  it("shows that a store was deleted, however much its successor knows by now, until people moved the file away", async () => {
    await fill();
    await checkpoint("--out", "cp.json");
    for (const suffix of ["", "-wal", "-shm"]) rmSync(beside(`pitchpipe.db${suffix}`), { force: true });
    expect((await verify()).said).toMatchObject({ valid: false, entries: 0 });
    await project.pitchpipe(["alerts", "send", "--name", "first", "--title", "first"]);
    const { code, said } = await verify();
    expect([code, said.first_broken]).toEqual([
      1,
      expect.objectContaining({
        sequence: null,
        chain: "store",
        number: 1,
        reason: expect.stringMatching(/^begun anew/),
      }),
    ]);
    await checkpoint();
    expect((await verify()).code).toBe(1);
    expect((await verify("--since", "1h")).code).toBe(0);
    rmSync(beside("audit-checkpoints.jsonl"));
    expect((await verify()).code).toBe(0);
  });

  it.each([
    ["delete from notes where key = 'audit.checkpoint'", /^missing: the last checkpoint/],
    [
      "update notes set value = (select value from notes where key = 'old') where key = 'audit.checkpoint'",
      /^changed: the checkpoint that the store keeps/,
    ],
  ])("is missed where the store does not keep it any more: %s", async (statement, reason) => {
    await fill();
    await checkpoint();
    tamper("insert into notes (key, value) select 'old', value from notes where key = 'audit.checkpoint'");
    await checkpoint();
    expect((await verify()).code).toBe(0);
    tamper(statement);
    const { code, said } = await verify();
    expect([code, said.first_broken?.reason]).toEqual([1, expect.stringMatching(reason)]);
    expect(said.first_broken.sequence).toBeGreaterThan(0);
  });

  it("says that another key has taken the place of the one that signed", async () => {
    await fill();
    const { key } = await checkpoint();
    expect((await project.pitchpipe(["audit", "verify"])).err).toBe("");
    writeFileSync(beside("audit.key"), newKeyPem());
    const { code, err } = await project.pitchpipe(["audit", "verify"]);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining(`signed by the key ${key}, and the key here is`),
    ]);
    expect((await project.pitchpipe(["audit", "verify", "--key", key])).err).toBe("");
    writeFileSync(beside("audit.key"), "none");
    expect((await project.pitchpipe(["audit", "verify"])).err).toBe("");
  });

  it("stands in the way of nobody when a line of its file was torn off", async () => {
    await fill();
    await checkpoint();
    writeFileSync(beside("audit-checkpoints.jsonl"), '{"version":1,"at":', { flag: "a" });
    expect(await project.pitchpipe(["audit", "verify"])).toMatchObject({ code: 0, err: "" });
    await checkpoint();
    expect(await project.pitchpipe(["audit", "verify"])).toMatchObject({ code: 0, err: "" });
    expect(lines(readFileSync(beside("audit-checkpoints.jsonl"), "utf8"))).toHaveLength(2);
  });

  it("that finds no room outside is kept, and says so", async () => {
    await fill();
    project.configure("version: 1\naudit: {checkpoints: {path: meltano.yml/no-folder.jsonl}}");
    const { code, err } = await project.pitchpipe(["audit", "checkpoint"]);
    expect([code, err]).toEqual([2, expect.stringMatching(/could not be added to .*no-folder\.jsonl/)]);
    expect(err).toContain("[CHECKPOINT_UNDELIVERED]");
    const elsewhere = await project.pitchpipe(["audit", "checkpoint", "--out", "nowhere/cp.json"]);
    expect(elsewhere.err).toMatch(/written to \S+nowhere\/cp\.json: its folder is not there\. /);
    expect(elsewhere.err).not.toContain(".tmp");
    expect([elsewhere.code, elsewhere.err]).toEqual([2, expect.stringContaining("[CHECKPOINT_UNDELIVERED]")]);
    expect((await verify()).said).toMatchObject({
      valid: true,
      signed_by: expect.stringMatching(/^self-signed/),
    });
  });

  it.each([
    [
      "changed.json",
      (text: string) => text.replace(/"entries": \d+/, '"entries": 1'),
      "CHECKPOINT_UNUSABLE",
      /was changed/,
    ],
    ["torn.json", (text: string) => text.slice(0, 100), "CHECKPOINT_UNUSABLE", /no checkpoint/],
    ["other.json", () => '{"version": 1}', "CHECKPOINT_UNUSABLE", /no checkpoint/],
    ["empty.json", () => "", "CHECKPOINT_UNUSABLE", /holds no checkpoint/],
  ])("that can't be believed decides nothing: %s", async (file, change, code, message) => {
    await fill();
    await checkpoint("--out", "cp.json");
    writeFileSync(inRoot(file), change(readFileSync(inRoot("cp.json"), "utf8")));
    expect(await verify("--against", file)).toMatchObject({
      code: 2,
      said: { error: { code, message: expect.stringMatching(message) } },
    });
    const { code: exit, err } = await project.pitchpipe(["audit", "checkpoint", "--out", "meltano.yml"]);
    expect([exit, err]).toEqual([2, expect.stringContaining("is no checkpoint")]);
  });

  it.each([
    [["--against", "nowhere.json"], "FILE_UNREADABLE"],
    [["--key", "nowhere.pem"], "FILE_UNREADABLE"],
    [["--key", "meltano.yml"], "AUDIT_KEY"],
    [["--key", "rsa.pem"], "AUDIT_KEY"],
    [["--against", "cp.json", "--key", "a".repeat(64)], "CHECKPOINT_UNUSABLE"],
    [["--since", "yesterday-ish"], "USAGE"],
    [["--key", "a".repeat(64)], "CHECKPOINT_UNUSABLE"],
  ])("is asked in vain with %j", async (args, code) => {
    await fill();
    await checkpoint("--out", "cp.json");
    writeFileSync(inRoot("rsa.pem"), rsaKey);
    expect(await verify(...args)).toMatchObject({ code: 2, said: { error: { code } } });
  });

  it("signs with the configured key, and with none where that can't be used", async () => {
    await fill();
    const pem = newKeyPem();
    writeFileSync(inRoot("own.key"), pem);
    project.configure(`version: 1\naudit: {key: "\${file:own.key}"}`);
    expect((await checkpoint()).key).toBe(readSigningKey(pem)?.fingerprint);
    expect(existsSync(beside("audit.key"))).toBe(false);
    for (const [key, message] of [
      [`"\${file:/nowhere/own.key}"`, /refers to the file \/nowhere\/own\.key/],
      ["$NO_SUCH_KEY", /refers to \$NO_SUCH_KEY/],
      ["own.key", /is no Ed25519 private key/],
    ] as const) {
      project.configure(`version: 1\naudit: {key: ${key}}`);
      const { code, err } = await project.pitchpipe(["audit", "checkpoint"]);
      expect([code, err]).toEqual([2, expect.stringMatching(message)]);
      expect(err).toContain("[AUDIT_KEY]");
      const { valid, problems } = await project.json(["config", "check"]);
      expect([valid, problems]).toEqual([
        true,
        [expect.objectContaining({ path: "audit.key", severity: "warning" })],
      ]);
    }
    expect(existsSync(beside("audit.key"))).toBe(false);
    writeFileSync(beside("audit.key"), "");
    project.configure("version: 1\n");
    expect((await project.pitchpipe(["audit", "checkpoint"])).err).toMatch(
      /audit\.key is no Ed25519 private key/,
    );
  });
});

describe("tick", () => {
  const tick = () => project.json(["tick"]);

  it("makes a checkpoint where something came since the last one, and as often as it should", async () => {
    await fill();
    expect((await tick()).did.audit_checkpoints_made).toBe(1);
    expect((await tick()).did.audit_checkpoints_made).toBe(0);
    project.configure("version: 1\naudit: {checkpoints: {every: 1ms}}");
    await tick();
    expect((await tick()).did.audit_checkpoints_made).toBe(0);
    await project.pitchpipe(["alerts", "send", "--name", "new", "--title", "new"]);
    expect((await tick()).did.audit_checkpoints_made).toBe(1);
    project.configure("version: 1\naudit: {checkpoints: {every: none}}");
    await project.pitchpipe(["alerts", "send", "--name", "newer", "--title", "newer"]);
    expect((await tick()).did.audit_checkpoints_made).toBe(0);
    expect((await verify()).code).toBe(0);
  });

  it("sends checkpoints outside, tries again, and says so while nobody takes them", async () => {
    await fill();
    await using server = await startServer(answer(503, { body: "later" }));
    project.configure(`version: 1\naudit: {checkpoints: {url: "${server.url}", path: elsewhere.jsonl}}`);
    const failed = await tick();
    expect(failed.failed).toEqual([
      {
        step: "checkpoints",
        error: expect.stringMatching(/was not taken by http:\/\/127\.0\.0\.1:\d+: answered 503: later/),
      },
    ]);
    expect((await tick()).failed).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
    server.behave(answer(204));
    tamper("update notes set value = json_set(value, '$.due_at', 0) where key = 'audit.undelivered'");
    expect((await tick()).failed).toEqual([]);
    await tick();
    const [first, second, ...more] = server.requests;
    expect([first?.body, more]).toEqual([second?.body, []]);
    expect(JSON.parse(second?.body ?? "")).toEqual(
      JSON.parse(readFileSync(inRoot("elsewhere.jsonl"), "utf8")),
    );
    expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
    expect((await verify("--against", "elsewhere.jsonl")).code).toBe(0);
  });

  it("makes nothing in a dry run, and goes on where there is no key", async () => {
    await fill();
    await project.pitchpipe(["tick", "--dry-run"]);
    expect(existsSync(beside("audit.key"))).toBe(false);
    project.configure(`version: 1\naudit: {key: "\${file:/nowhere}"}`);
    const { failed } = await tick();
    expect(failed).toMatchObject([
      { step: "checkpoints", error: expect.stringMatching(/^audit\.key refers to/) },
    ]);
  });

  it("cuts what is too old, and what is left can be verified", async () => {
    await fill();
    const { hash } = (await project.json(["audit", "show", "1"])) as { hash: string };
    await checkpoint("--out", "cp.json");
    project.configure("version: 1\nretention: {audit: 30d, runs: 30d, alerts: 1d}");
    const { did, failed } = await tick();
    expect(failed).toEqual([]);
    expect(did).toMatchObject({ runs_dropped: 2, audit_entries_cut: 13 });
    expect(await verify("--run", "019ca8d2")).toMatchObject({ code: 0, said: { valid: true, entries: 0 } });
    const { entries } = await project.json(["audit", "list"]);
    expect(entries.some((entry: { hash: string }) => entry.hash === hash)).toBe(false);
    expect(
      entries
        .filter(({ kind }: { kind: string }) => kind === "retention")
        .map(({ body }: { body: { what: string } }) => body.what),
    ).toContain("audit");
    for (const args of [[], ["--against", "cp.json"], ["--since", "1h"]])
      expect((await verify(...args)).said).toMatchObject({ valid: true });
    tamper(
      "delete from audit_entries where chain = 'store' and number = (select cut_number + 1 from audit_chains where chain = 'store')",
    );
    expect((await verify()).said.first_broken.reason).toMatch(/^missing/);
  });

  it.each([
    ["delete from notes where key = 'audit.cut'", /no signed record says/],
    ["update notes set value = json_set(value, '$.entries', 0) where key = 'audit.cut'", /was changed/],
    ["update notes set value = '1' where key = 'audit.cut'", /damaged/],
    [
      "update notes set value = (select value from notes where key = 'audit.checkpoint') where key = 'audit.cut'",
      /a checkpoint stands in place/,
    ],
    [
      "update audit_chains set cut_number = number, cut_hash = hash where chain = 'store'",
      /more is gone than/,
    ],
  ])("signs for what it cut, so that nobody else can cut: %s", async (statement, reason) => {
    await fill();
    project.configure("version: 1\nretention: {audit: 30d, runs: 30d}");
    await tick();
    await checkpoint();
    expect((await verify()).said).toMatchObject({ valid: true });
    tamper(statement);
    expect(await verify()).toMatchObject({
      code: 1,
      said: { first_broken: { reason: expect.stringMatching(reason) } },
    });
  });

  it("keeps all of it by default", async () => {
    await fill();
    expect((await tick()).did.audit_entries_cut).toBe(0);
    expect(existsSync(beside("audit.key"))).toBe(true);
  });
});

describe("audit list, show and export", () => {
  const list = async (...args: string[]) => (await project.json(["audit", "list", ...args])).entries;

  it("take what is asked for: run, stream, actor, kind, time", async () => {
    await fill();
    const numbers = async (...args: string[]) =>
      (await list(...args)).map(({ sequence }: { sequence: number }) => sequence);
    expect(await numbers("--stream", "orders")).toEqual([6, 7]);
    expect(await numbers("--kind", "segment", "--kind", "attempt")).toEqual([3, 6, 7]);
    expect(await numbers("--actor", "pitchpipe-mapper", "--kind", "block_opened")).toEqual([5]);
    expect(await list("--run", "latest")).toMatchObject([
      { kind: "run_opened", run_id: badRun.runId },
      { kind: "run_ended", run_id: badRun.runId },
      { kind: "run_closed", run_id: badRun.runId, chain: "store" },
    ]);
    expect(await list("--since", "2026-03-01T08:59:00Z")).toHaveLength(2);
    expect((await numbers("--until", "2026-03-01T08:00:05Z", "--run", "019ca8d2")).slice(0, 3)).toEqual([
      1, 4, 5,
    ]);
    expect(await numbers("--limit", "2")).toEqual([12, 13]);
    const { out } = await project.pitchpipe(["audit", "export", "--stream", "orders"]);
    expect(lines(out).map((line) => JSON.parse(line).sequence)).toEqual([6, 7]);
  });

  it("print the same fields, and show says whether an entry is as it was written", async () => {
    await fill();
    const [, , third] = await list();
    const exported = lines((await project.pitchpipe(["audit", "export"])).out).map((line) =>
      JSON.parse(line),
    );
    expect(exported[2]).toEqual(third);
    expect(await project.json(["audit", "show", "3"])).toEqual({ ...third, intact: true });
    expect((await project.json(["audit", "show", "latest"])).sequence).toBe(13);
    expect((await project.pitchpipe(["audit", "show", "6"])).out).toMatch(
      /#6 {2}segment[\s\S]*intact +yes[\s\S]*records: 200/,
    );
    tamper("update audit_entries set body = 'gone', at = 9e18 where sequence = 3");
    expect(await project.json(["audit", "show", "3"])).toMatchObject({
      body: "gone",
      at: null,
      intact: false,
    });
    expect(
      lines((await project.pitchpipe(["audit", "export"])).out).map((line) => JSON.parse(line))[2],
    ).toMatchObject({
      body: "gone",
      at: null,
    });
    expect((await project.pitchpipe(["audit", "list"])).code).toBe(0);
    for (const id of ["99", "x", "3x", "-1"])
      expect((await project.pitchpipe(["audit", "show", "--", id])).err).toContain("[NOT_FOUND]");
    expect((await project.pitchpipe(["audit", "export", "--format", "xml"])).code).toBe(2);
  });

  it("keep a spreadsheet from taking a name for a formula, and a terminal from taking it for a command", async () => {
    await fill();
    await project.pitchpipe(["audit", "checkpoint", "--by", '=HYPERLINK("http://x")\u001b[2J']);
    const { out } = await project.pitchpipe(["audit", "export", "--format", "csv", "--kind", "checkpoint"]);
    expect(out.split("\r\n")[0]).toBe(
      "sequence,at,kind,actor,run_id,stream,chain,number,body,previous_hash,hash",
    );
    expect(out).toContain(`,checkpoint,"'=HYPERLINK(""http://x"")`);
    expect((await project.pitchpipe(["audit", "list"])).out).not.toContain("\u001b");
  });
});

const rsaKey = `-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL0qB6bUOZKHbHPyGVh2WkC5m0BL0rQY
f3zW8wYJ9nW2mMZ1cZ1l5w2nS0v1k7yqg3O0p0Qz5v9c2Jk3oJc0Z8sCAwEAAQ==
-----END PUBLIC KEY-----
`;
