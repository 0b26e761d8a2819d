import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { QuarantineWriter } from "../../app/quarantine/quarantine-writer.ts";
import { openStore } from "../../store/index.ts";

const runIds = ["0199aaaa-0000-7000-8000-000000000001", "0199bbbb-0000-7000-8000-000000000002"] as const;
const schema =
  '{"type":"SCHEMA","stream":"orders","schema":{"properties":{"qty":{"type":"number"}}},"key_properties":["id"]}';
const rowOf = (id: number, qty: number): string =>
  `{"type":"RECORD","stream":"orders","record":{"id":${id},"qty":${qty}, "note":"n${id}"}}\n`;
const configured = (max: number): string =>
  `version: 1\nstreams: {orders: {checks: [{range: {field: qty, max: ${max}}, on_violation: quarantine}]}}\n`;

let project: ScratchProject;
let folder: string;

beforeEach(() => {
  project = makeScratchProject();
  folder = join(project.root, ".meltano", "pitchpipe", "quarantine");
  project.configure(configured(10));
});
afterEach(async () => {
  vi.useRealTimers();
  await project[Symbol.asyncDispose]();
});

async function keep(
  runId: string,
  rows: readonly [id: number, qty: number][],
  more: object = {},
): Promise<void> {
  const now = (): number => Date.parse("2026-03-01T08:00:00Z");
  const options = { folder, runId, tap: "tap-x", keep: "lines" as const, maxSize: null, now };
  const writer = new QuarantineWriter({ ...options, ...more, onTrouble: (message) => expect.fail(message) });
  writer.noteSchema("orders", Buffer.from(schema));
  for (const [id, qty] of rows)
    writer.keep({
      ...{ reason: "qty must be at most 10.", check: "range_qty", stream: "orders", key: { id }, number: id },
      line: Buffer.from(rowOf(id, qty)),
    });
  expect(await writer.settle()).toBe(true);
}

const files = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
const contents = (): string =>
  files()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");

describe("quarantine list and show", () => {
  it("say that there is nothing", async () => {
    expect((await project.pitchpipe(["quarantine", "list"])).out).toBe("Nothing is in quarantine.\n");
    expect(await project.json(["quarantine", "list"])).toEqual({ batches: [], damaged: [] });
    expect((await project.pitchpipe(["quarantine", "show", "latest"])).code).toBe(2);
  });

  it("group rows by run, stream and check, the newest first", async () => {
    await keep(runIds[0], [
      [1, 20],
      [2, 30],
    ]);
    await keep(runIds[1], [[3, 20]]);
    const { batches } = await project.json(["quarantine", "list"]);
    expect(batches).toMatchObject([
      { run_id: runIds[1], stream: "orders", check: "range_qty", records: 1, pending: 1 },
      { run_id: runIds[0], stream: "orders", check: "range_qty", records: 2, replayed: 0 },
    ]);
    expect((await project.json(["quarantine", "list", "0199aaaa"])).batches).toHaveLength(1);
    expect((await project.json(["quarantine", "list", "latest"])).batches).toMatchObject([
      { run_id: runIds[1] },
    ]);
    expect((await project.json(["quarantine", "list", "--stream", "items"])).batches).toEqual([]);
  });

  it("show rows as they came, and survive what is torn", async () => {
    await keep(runIds[0], [
      [1, 20],
      [2, 30],
    ]);
    writeFileSync(join(folder, files()[0] ?? ""), '{"reason":"torn', { flag: "a" });
    const { rows } = await project.json(["quarantine", "show", "latest", "--limit", "1"]);
    expect(rows).toMatchObject([{ original: rowOf(1, 20), key: { id: 1 }, replayed: false }]);
    const { out } = await project.pitchpipe(["quarantine", "show", "0199aaaa"]);
    expect(out).toContain(`qty must be at most 10.\n  ${rowOf(2, 30)}`);
  });
});

describe("a line of the quarantine that is damaged", () => {
  const damage = (line: number, bytes: string): void => {
    const file = join(folder, files()[0] ?? "");
    const lines = readFileSync(file, "utf8").split("\n");
    lines[line - 1] = bytes;
    writeFileSync(file, lines.join("\n"));
  };
  beforeEach(async () => {
    await keep(runIds[0], [
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    damage(2, '{"reason":"qty mu\0\0\0\0');
  });

  it("is told by list and show, where it lies, and the others are shown", async () => {
    const file = join(folder, files()[0] ?? "");
    const damaged = [{ file, lines: 1, first_line: 2 }];
    expect(await project.json(["quarantine", "list"])).toMatchObject({ batches: [{ records: 2 }], damaged });
    expect(await project.json(["quarantine", "show"])).toMatchObject({
      ...{ rows: [{ key: { id: 1 } }, { key: { id: 3 } }], damaged },
    });
    for (const verb of ["list", "show"]) {
      const { code, err } = await project.pitchpipe(["quarantine", verb]);
      expect([verb, code, err]).toEqual([
        ...[verb, 0],
        `pitchpipe: 1 line can't be read as a row, from line 2 on of ${file}: it is left as it is.\n`,
      ]);
    }
  });

  it("is counted by replay among what can't be replayed, and stays", async () => {
    const before = contents();
    const { out, err } = await project.pitchpipe(["quarantine", "replay"]);
    expect(out).toBe(`${schema}\n${rowOf(1, 2)}${rowOf(3, 4)}`);
    expect(err).toBe("2 rows replayed.\n1 can't be replayed: its line in the file is damaged.\n");
    expect(contents()).toBe(before);
  });

  it("is told by a purge, which can't know whose it is", async () => {
    const some = await project.pitchpipe(["quarantine", "purge", "--key", "1"]);
    expect([some.code, some.out]).toEqual([0, "1 row erased.\n"]);
    expect(some.err).toContain("1 line can't be read as a row, from line 2 on of ");
    const { purged, damaged } = await project.json(["quarantine", "purge", "--yes"]);
    expect([purged, damaged]).toMatchObject([1, [{ lines: 1, first_line: 2 }]]);
    expect((await project.json(["quarantine", "list"])).damaged).toHaveLength(1);
  });
});

describe("quarantine replay", () => {
  it("emits the rows that pass now, with their SCHEMA first, once", async () => {
    await keep(runIds[0], [
      [1, 20],
      [2, 30],
    ]);
    await keep(runIds[1], [[3, 20]]);
    const none = await project.pitchpipe(["quarantine", "replay"]);
    expect([none.code, none.out]).toEqual([0, ""]);
    expect(none.err).toContain("0 rows replayed.\n3 held back still: qty must be");
    project.configure(configured(25));
    const some = await project.pitchpipe(["quarantine", "replay"]);
    expect(some.out).toBe(`${schema}\n${rowOf(1, 20)}${rowOf(3, 20)}`);
    expect(some.err).toContain("2 rows replayed.\n1 held back still");
    expect((await project.pitchpipe(["quarantine", "replay"])).out).toBe("");
    project.configure("version: 1\n");
    expect((await project.pitchpipe(["quarantine", "replay"])).out).toBe(`${schema}\n${rowOf(2, 30)}`);
    const again = await project.pitchpipe(["quarantine", "replay", "0199aaaa", "--again", "--json"]);
    expect(again.out).toBe(`${schema}\n${rowOf(1, 20)}${rowOf(2, 30)}`);
    expect(JSON.parse(again.err)).toEqual({ replayed: 2, held: [], impossible: [] });
  });

  it("counts what can't be replayed", async () => {
    await keep(runIds[0], [[1, 2]], { keep: "keys" });
    const { out, err } = await project.pitchpipe(["quarantine", "replay"]);
    expect([out, err]).toEqual(["", "0 rows replayed.\n1 can't be replayed: only its key was kept.\n"]);
  });

  it("replays nothing while a rule is wrong that should keep rows back", async () => {
    await keep(runIds[0], [[1, 2]]);
    project.configure("version: 1\nstreams: {orders: {checks: [{range: {}, on_violation: quarantine}]}}\n");
    const { code, out, err } = await project.pitchpipe(["quarantine", "replay"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("[GATING_RULE_INVALID]");
  });

  it("asks the checks of the mapping too", async () => {
    await keep(runIds[0], [
      [1, 2],
      [2, 9],
    ]);
    const mapping =
      "{name: watch, config: {streams: {orders: {checks: [{range: {field: qty, max: 5}, name: m, on_violation: drop}]}}}}";
    const yaml = readFileSync(join(project.root, "meltano.yml"), "utf8");
    writeFileSync(
      join(project.root, "meltano.yml"),
      `${yaml}plugins: {mappers: [{name: pitchpipe-mapper, namespace: p, mappings: [${mapping}]}]}\n`,
    );
    expect((await project.pitchpipe(["quarantine", "replay"])).out).toBe(`${schema}\n${rowOf(1, 2)}`);
  });

  it("waits for nobody: a second one at the same time is refused", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await keep(runIds[0], [[1, 2]]);
    await inStore(async (store) => {
      const now = Date.now();
      const lease = { name: "quarantine", holder: "other", now, until: now + 60_000 };
      await store.transaction((tx) => tx.leases.acquire(lease));
    });
    expect((await project.pitchpipe(["quarantine", "replay"])).err).toContain("[QUARANTINE_BUSY]");
  });
});

describe("a quarantine that can't be written", () => {
  it("says so where rows went out and can't be marked, and they come again", async () => {
    await keep(runIds[0], [[1, 2]]);
    const mark = join(folder, `${runIds[0]}.replayed`);
    symlinkSync(join(folder, "no", "folder"), mark);
    const failed = await project.pitchpipe(["quarantine", "replay"]);
    expect([failed.code, failed.out]).toEqual([2, `${schema}\n${rowOf(1, 2)}`]);
    expect(failed.err).toContain("[QUARANTINE_UNWRITABLE]");
    rmSync(mark);
    expect((await project.pitchpipe(["quarantine", "replay"])).out).toBe(`${schema}\n${rowOf(1, 2)}`);
  });
});

describe("quarantine purge", () => {
  beforeEach(() =>
    keep(runIds[0], [
      [1, 20],
      [22, 30],
      [3, 40],
    ]),
  );

  it.each([[["--key", "22"]], [["--key", "id=22"]], [["--key", '{"id":22}']]])(
    "erases rows for good: %j",
    async (which) => {
      const size = statSync(join(folder, files()[0] ?? "")).size;
      const { purged } = await project.json([
        "quarantine",
        "purge",
        ...which,
        "--by",
        "ann",
        "--note",
        "asked",
      ]);
      expect(purged).toBe(1);
      expect(contents()).not.toContain("n22");
      expect(contents()).toContain("n3");
      expect(statSync(join(folder, files()[0] ?? "")).size).toBe(size);
      const [account] = await inStore((store) => store.findings.purges(10));
      expect(account?.purge).toMatchObject({ by: "ann", note: "asked", ofKey: true, records: 1 });
      expect(JSON.stringify(account)).not.toContain('22"');
      project.configure("version: 1\n");
      expect((await project.pitchpipe(["quarantine", "replay"])).out).toBe(
        `${schema}\n${rowOf(1, 20)}${rowOf(3, 40)}`,
      );
    },
  );

  it("keeps replayed marks right, because no line moves", async () => {
    project.configure(configured(20));
    expect((await project.pitchpipe(["quarantine", "replay"])).out).toContain(rowOf(1, 20));
    await project.json(["quarantine", "purge", "--key", "1"]);
    project.configure("version: 1\n");
    expect((await project.pitchpipe(["quarantine", "replay"])).out).toBe(
      `${schema}\n${rowOf(22, 30)}${rowOf(3, 40)}`,
    );
  });

  it("asks before it erases everything, and takes times", async () => {
    expect((await project.pitchpipe(["quarantine", "purge"])).code).toBe(2);
    expect((await project.pitchpipe(["quarantine", "purge", "--older-than", "soon"])).code).toBe(2);
    expect((await project.json(["quarantine", "purge", "--older-than", "36500d"])).purged).toBe(0);
    expect((await project.json(["quarantine", "purge", "--yes"])).purged).toBe(3);
    expect((await project.json(["quarantine", "list"])).batches).toEqual([]);
  });
});

describe("retention in tick", () => {
  it("takes files away whose last row is too old, and writes that down", async () => {
    await keep(runIds[0], [[1, 20]]);
    await keep(runIds[1], [
      [2, 20],
      [3, 20],
    ]);
    expect((await project.json(["tick"])).did.quarantined_dropped).toBe(0);
    const old = new Date(Date.now() - 31 * 86_400_000);
    utimesSync(join(folder, `${runIds[1]}.jsonl`), old, old);
    expect((await project.json(["tick"])).did.quarantined_dropped).toBe(2);
    expect(files()).toEqual([`${runIds[0]}.jsonl`]);
    const [account] = await inStore((store) => store.findings.purges(10));
    expect(account?.purge).toMatchObject({ by: "retention", records: 2 });
    project.configure("version: 1\nretention: {quarantine: forever}\n");
    utimesSync(join(folder, `${runIds[0]}.jsonl`), old, old);
    expect((await project.json(["tick"])).did.quarantined_dropped).toBe(0);
  });
});

async function inStore<Result>(
  work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<Result>,
): Promise<Result> {
  const url = `sqlite:${join(project.root, ".meltano", "pitchpipe", "pitchpipe.db")}`;
  const store = await openStore({ url, projectRoot: project.root, clock: { now: () => Date.now() } });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
