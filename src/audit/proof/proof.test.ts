import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import type { Json } from "../../lib/canonical-json.ts";
import {
  type AuditEntry,
  type AuditEvent,
  type ChainHead,
  emptyChain,
  linkEvent,
  type StoredEntry,
  storeChain,
} from "../../model/audit-entry.ts";
import { newKeyPem, readSigningKey, type SigningKey, signCheckpoint } from "../checkpoint.ts";
import { signProof, writeProof } from "./build.ts";
import { checkProof } from "./check.ts";
import type { Proof, ProofContent } from "./document.ts";
import { toProofEntry } from "./entry.ts";
import { shownText } from "./page/shown-text.ts";
import { SegmentSums } from "./segments.ts";

const runId = "0199aaaa-0000-7000-8000-000000000001";
const key = keyOf(newKeyPem());
const other = keyOf(newKeyPem());

function keyOf(pem: string): SigningKey {
  const read = readSigningKey(pem);
  if (read === null) throw new Error("a new key is a key");
  return read;
}

let sequence = 0;
function chainOf(chain: string, events: readonly Partial<AuditEvent>[], after: ChainHead = emptyChain) {
  let head = after;
  return events.map((event): StoredEntry => {
    const whole: AuditEvent = {
      key: "",
      chain,
      at: 1_767_225_600_000,
      kind: "attempt",
      actor: "pitchpipe",
      runId,
      stream: null,
      body: {},
      ...event,
    };
    const entry: AuditEntry = linkEvent(whole, head);
    head = entry;
    sequence += 1;
    return { ...entry, sequence };
  });
}

const segment = (records: number, digit: string, stream = "orders"): Partial<AuditEvent> => ({
  kind: "segment",
  stream,
  body: { bytes: records * 10, closed_by: "state", records, sha256: digit.repeat(64), state_sha256: null },
});

const own = chainOf(runId, [
  { kind: "run_opened", body: { job: "daily-load" } },
  segment(3, "a"),
  segment(4, "b"),
  { kind: "run_ended", body: { status: "success" } },
]);
const head = own.at(-1) as StoredEntry;
const anchored = { chain: runId, number: head.number, hash: head.hash };
const [, anchor, ...path] = chainOf(storeChain, [
  { kind: "chain_begun", runId: null },
  { kind: "run_closed", body: { status: "success", ...anchored } },
  { kind: "alert_transition", runId: null, body: { alert: "x" } },
  { kind: "run_closed", runId: "other", body: { chain: "other", number: 9, hash: "c".repeat(64) } },
]) as [StoredEntry, StoredEntry, ...StoredEntry[]];
const end = path.at(-1) as StoredEntry;
const sums = new SegmentSums();
for (const entry of own) sums.add(toProofEntry(entry));
const checkpoint = signCheckpoint(
  {
    ...{ kind: "checkpoint", at: "2026-03-02T04:12:41.318Z", store: "d".repeat(64), entries: 8 },
    heads: new Map([[storeChain, { number: end.number, hash: end.hash }]]),
  },
  key,
);

const content: ProofContent = {
  made_at: "2026-03-02T04:12:41.400Z",
  made_by: "pitchpipe 0.1.0",
  run: {
    ...{
      run_id: runId,
      project: "shop",
      environment: "dev",
      job: "daily-load",
      tasks: ["tap-x watch target-y"],
    },
    ...{ status: "success", exit_code: 0, started_at: "2026-03-02T04:00:00.000Z" },
    ...{ ended_at: "2026-03-02T04:10:00.000Z", duration_seconds: 600, complete: true, owner: "ann" },
    ...{ trigger: "pitchpipe", source: "runner", cause: null, labels: { team: "data" }, notices: ["One."] },
    attempts: [{ number: 1, status: "success", exit_code: 0 }],
    plugins: [{ name: "tap-x", role: "tap", version: "1.2", exit_code: 0 }],
  },
  versions: { pitchpipe: "0.1.0", meltano: "4.4.1", config_hash: "e".repeat(64), git_commit: "f00" },
  streams: [
    {
      ...{ stream: "orders", tap_said: 9, mapper_saw: 9, forwarded: 7, quarantined: 1, dropped: 1 },
      ...{ target_said: 6, uninspected: 0, bytes: 70, equal: false, differences: ["7 is not 6."] },
      ...{ unknown: ["Something."], ...sums.of("orders") },
    },
  ],
  findings: [
    {
      ...{
        check: "not_null",
        name: "ids",
        stream: "orders",
        field: "id",
        severity: "error",
        outcome: "violated",
      },
      ...{ mode: "active", action: "quarantine", records: 9, violations: 1, message: "id is null." },
    },
  ],
  alerts: [{ id: "a1", type: "data_quality", severity: "error", status: "active" }],
  chain: {
    name: runId,
    begins_after: null,
    head: { number: head.number, hash: head.hash },
    entries: own.length,
    included: own.map(toProofEntry),
    anchor: toProofEntry(anchor),
    path: path.map(toProofEntry),
  },
  checkpoint,
};

const proof = signProof(content, key);
const check = (
  text: string,
  trusted: readonly string[] = [],
  against: Parameters<typeof checkProof>[1]["against"] = [],
) => checkProof(text, { trusted: new Set(trusted), against });
const faultOf = (changes: Partial<ProofContent>, by = key) =>
  check(writeProof(signProof({ ...content, ...changes }, by), "json")).fault?.reason ?? null;
const inChain = (changes: Partial<ProofContent["chain"]>) => ({ chain: { ...content.chain, ...changes } });

describe("a proof", () => {
  it.each(["json", "html"] as const)("as %s is believed as it was made", (format) => {
    const checked = check(writeProof(proof, format), [key.fingerprint], [checkpoint]);
    expect(checked).toMatchObject({ format, fault: null, entries: 7, notes: [], agreed: [checkpoint] });
    expect(checked.proof).toEqual(proof);
  });

  it("reads the same however its JSON is laid out", () => {
    expect(check(JSON.stringify(proof)).fault).toBeNull();
    expect(check(JSON.stringify(proof, null, 8)).fault).toBeNull();
  });

  it("shows every value that was changed, taken out or put in, in each of its fields", () => {
    const missed = [...everyChange(proof as unknown as Json)].filter(
      ({ value }) => check(JSON.stringify(value)).fault === null,
    );
    expect(missed.map(({ place }) => place)).toEqual([]);
  });

  it("shows every character of what its page says that was changed", () => {
    const page = writeProof(proof, "html");
    const missed: number[] = [];
    for (let at = page.indexOf("<h1>"); at < page.indexOf("<script"); at += 1) {
      const changed = `${page.slice(0, at)}${page[at] === "7" ? "8" : "7"}${page.slice(at + 1)}`;
      if (check(changed).fault === null) missed.push(at);
    }
    expect(missed).toEqual([]);
    expect(check(`${page}<p>More.</p>`).fault).not.toBeNull();
    expect(check(page.slice(0, -20)).fault).not.toBeNull();
  }, 120_000);

  it("shows a figure of its page that was changed, with the line", () => {
    const page = writeProof(proof, "html").replace('<td class="number">9</td>', '<td class="number">8</td>');
    expect(check(page).fault?.reason).toMatch(/^line \d+ of the page does not show what its data say$/);
  });

  it("with a name that stands twice is refused", () => {
    const text = JSON.stringify(proof).replace('"job":', '"job":"nightly","job":');
    expect(check(text).fault?.reason).toBe("a name in it stands twice");
    const hidden = JSON.stringify(proof).replace('"labels":{', '"labels":{"__proto__":{"a":1},');
    expect(check(hidden).fault).not.toBeNull();
  });

  it.each(["", "{}", "[]", "nothing", "<html></html>", '{"version":1,"kind":"run_proof"}'])(
    "is not %j",
    (text) => {
      expect(check(text)).toMatchObject({ proof: null, entries: 0, fault: { sequence: null } });
    },
  );
});

describe("whose proof it is", () => {
  it("matters where a key is to be trusted, of its checkpoint too", () => {
    const text = writeProof(proof, "json");
    expect(check(text, [other.fingerprint]).fault?.reason).toContain("not to be trusted");
    const mixed = writeProof(signProof(content, other), "json");
    expect(check(mixed).fault).toBeNull();
    expect(check(mixed, [other.fingerprint]).fault?.reason).toContain("the checkpoint in it is signed by");
  });
});

describe("a proof that was signed anew", () => {
  it.each<[string, Partial<ProofContent>, string]>([
    ["another head", inChain({ head: { number: 4, hash: "0".repeat(64) } }), "head"],
    ["an entry less", inChain({ included: content.chain.included.slice(0, 3) }), "missing"],
    [
      "entries that changed places",
      inChain({ included: content.chain.included.toReversed() }),
      "missing or reordered",
    ],
    ["the chain of another run", inChain({ name: "other" }), "not the run's"],
    ["another anchor", inChain({ anchor: content.chain.path?.[0] ?? null }), "another head"],
    [
      "a gap behind the anchor",
      inChain({ path: content.chain.path?.slice(1) ?? null }),
      "missing or reordered",
    ],
    [
      "a path that ends early",
      inChain({ path: content.chain.path?.slice(0, 1) ?? null }),
      "do not lead to the checkpoint",
    ],
    ["another checkpoint", { checkpoint: { ...checkpoint, entries: 9 } }, "the checkpoint in it was changed"],
    ["another status", { run: { ...content.run, status: "failed" } }, "ended as success"],
    [
      "other segments",
      { streams: content.streams.map((stream) => ({ ...stream, covered: 8 })) },
      "not those of its entries",
    ],
    ["a stream less", { streams: [] }, "is not among its streams"],
  ])("shows %s", (_, changes, reason) => {
    expect(faultOf(changes)).toContain(reason);
  });

  it("shows an entry whose content was changed, by its number in the store", () => {
    const [first, second, ...rest] = content.chain.included;
    if (first === undefined || second === undefined) throw new Error("entries");
    const forged = { ...second, body: { ...second.body, records: 300 } };
    const text = writeProof(
      signProof({ ...content, ...inChain({ included: [first, forged, ...rest] }) }, key),
      "json",
    );
    expect(check(text).fault).toEqual({
      sequence: second.sequence,
      reason: "changed: its content is not what its hash was made of",
    });
  });

  it("is contradicted by a checkpoint that was kept elsewhere", () => {
    const kept = signCheckpoint(
      {
        ...{ kind: "checkpoint", at: "2026-03-02T05:00:00.000Z", store: checkpoint.store, entries: 9 },
        heads: new Map([[storeChain, { number: anchor.number, hash: "9".repeat(64) }]]),
      },
      key,
    );
    expect(check(writeProof(proof, "json"), [], [kept]).fault).toMatchObject({
      sequence: anchor.sequence,
      reason: expect.stringContaining("the checkpoint of 2026-03-02T05:00:00.000Z knows another entry"),
    });
  });
});

describe("what can't be checked is said", () => {
  const notes = (changes: Partial<ProofContent>) =>
    check(writeProof(signProof({ ...content, ...changes }, key), "json")).notes.join(" ");

  it.each<[string, Partial<ProofContent>, string]>([
    ["entries that are left out", inChain({ included: [] }), "4 entries are not in it"],
    ["a path that is left out", inChain({ path: null }), "the signature says so, and nothing else"],
    ["no checkpoint", { checkpoint: null }, "No checkpoint"],
    [
      "a run from before the chain",
      inChain({
        included: [],
        entries: 0,
        head: { number: 0, hash: "0".repeat(64) },
        anchor: null,
        path: null,
      }),
      "no entry of this run",
    ],
  ])("%s", (_, changes, text) => {
    expect(notes(changes)).toContain(text);
  });

  it("a checkpoint from elsewhere that knows none of its entries", () => {
    const far = signCheckpoint(
      {
        ...{ kind: "checkpoint", at: "2026-04-02T05:00:00.000Z", store: checkpoint.store, entries: 99 },
        heads: new Map([[storeChain, { number: 99, hash: "9".repeat(64) }]]),
      },
      key,
    );
    expect(check(writeProof(proof, "json"), [], [far])).toMatchObject({
      fault: null,
      agreed: [],
      notes: ["No checkpoint from elsewhere knows an entry that is in it."],
    });
  });
});

describe("the page", () => {
  const page = writeProof(proof, "html");

  it("loads nothing and runs nothing", () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|src=|href=|url\(|@import|\bon\w+=/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('<script type="application/json"');
  });

  it("has colours for light, dark and paper", () => {
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page).toContain("@media print");
  });

  it("of layout 1 is made as it was when that layout was new: proofs are checked years later", () => {
    const golden = readFileSync(
      join(import.meta.dirname, "../../../test/fixtures/proofs/layout-1.html"),
      "utf8",
    );
    expect(check(golden)).toMatchObject({ format: "html", fault: null, notes: [] });
  });

  it.each(hostileNames)("shows the name %j as text, and is believed with it", (name) => {
    const hostile = signProof(
      {
        ...content,
        run: {
          ...content.run,
          job: name,
          tasks: [name],
          cause: name,
          owner: name,
          labels: { [name]: name },
          notices: [name],
        },
        streams: [
          ...content.streams,
          {
            ...content.streams[0],
            stream: name,
            differences: [name],
            unknown: [name],
            segments: 0,
            covered: 0,
            sha256: null,
          },
        ] as Proof["streams"],
        findings: content.findings.map((finding) => ({
          ...finding,
          stream: name,
          message: name,
          field: name,
        })),
      },
      key,
    );
    const text = writeProof(hostile, "html");
    expect(check(text)).toMatchObject({ fault: null });
    const visible = text.slice(0, text.indexOf("<script"));
    expect(visible).toContain(shownText(name));
    expect(visible.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e|<img|<at>|<script|<@|<!c|<!h/u);
    expect(text.match(/<script/g)).toHaveLength(1);
  });
});

/** Each field of a document changed, taken out, and one more put into each object. */
function* everyChange(root: Json): Generator<{ place: string; value: Json }> {
  yield* changesOf(root, "", (value) => value);
}

function* changesOf(
  value: Json,
  place: string,
  put: (value: Json) => Json,
): Generator<{ place: string; value: Json }> {
  if (Array.isArray(value)) {
    yield { place: `${place}+`, value: put([...value, "more"]) };
    for (const [at, item] of value.entries()) {
      yield { place: `${place}[${at}]-`, value: put(value.toSpliced(at, 1) as Json) };
      yield* changesOf(item as Json, `${place}[${at}]`, (changed) => put(value.with(at, changed) as Json));
    }
  } else if (typeof value === "object" && value !== null) {
    const map = value as { readonly [key: string]: Json };
    yield { place: `${place}+`, value: put({ ...map, more: 1 }) };
    for (const [name, item] of Object.entries(map)) {
      const { [name]: _, ...rest } = map;
      yield { place: `${place}.${name}-`, value: put(rest) };
      yield* changesOf(item, `${place}.${name}`, (changed) => put({ ...map, [name]: changed }));
    }
  } else yield* scalarChanges(value, place, put);
}

function* scalarChanges(
  value: Json,
  place: string,
  put: (value: Json) => Json,
): Generator<{ place: string; value: Json }> {
  if (typeof value === "number") yield { place, value: put(value + 1) };
  else if (typeof value === "boolean") yield { place, value: put(!value) };
  else if (value === null) yield { place, value: put(0) };
  else if (typeof value === "string") {
    yield { place: `${place} longer`, value: put(`${value} `) };
    for (let at = 0; at < value.length; at += 1)
      yield {
        place: `${place} ${at}`,
        value: put(`${value.slice(0, at)}${value[at] === "0" ? "1" : "0"}${value.slice(at + 1)}`),
      };
  }
}
