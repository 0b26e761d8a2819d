import { describe, expect, it } from "vitest";
import {
  type AuditEntry,
  type AuditEvent,
  type ChainHead,
  emptyChain,
  linkEvent,
  storeChain,
} from "../model/audit-entry.ts";
import { ChainVerifier, type StoredEntry, type VerifyOptions } from "./verify-chains.ts";

const event = (number: number, chain = storeChain, parts: Partial<AuditEvent> = {}): AuditEvent => ({
  key: `${chain}.${number}`,
  chain,
  at: 1_767_225_600_000 + number,
  kind: "segment",
  actor: "pitchpipe-mapper",
  runId: chain === storeChain ? null : chain,
  stream: "orders",
  body: { records: number, sha256: "ab".repeat(32), closed_by: "state" },
  ...parts,
});

function chainOf(events: readonly AuditEvent[]): StoredEntry[] {
  const heads = new Map<string, ChainHead>();
  return events.map((one, at) => {
    const entry = linkEvent(one, heads.get(one.chain) ?? emptyChain);
    heads.set(one.chain, entry);
    return { ...entry, sequence: at + 1 };
  });
}

const thousand = chainOf(Array.from({ length: 1_000 }, (_, at) => event(at + 1)));
const headOfAll = { ...(thousand.at(-1) as StoredEntry), source: "the checkpoint" };

async function verify(entries: readonly StoredEntry[], options: VerifyOptions = {}) {
  const places = new Map(entries.map(({ chain, number, hash }) => [`${chain} ${number}`, hash]));
  const hashAt = async (chain: string, number: number) => places.get(`${chain} ${number}`) ?? null;
  const verifier = new ChainVerifier({ hashAt }, options);
  await verifier.takeAll(entries);
  return verifier;
}

/** The same to the end, with the heads that the store itself goes by. */
async function verifyAll(
  entries: readonly StoredEntry[],
  { open = [storeChain], ...options }: AllOptions = {},
) {
  const verifier = await verify(entries, options);
  const listed = options.listed ?? verifier.heads;
  const isOpen = new Map([...listed].filter(([chain]) => open.includes(chain)));
  if (verifier.breach === null) await verifier.finish(listed, isOpen);
  return verifier.breach;
}

interface AllOptions extends VerifyOptions {
  readonly open?: readonly string[];
  readonly listed?: ReadonlyMap<string, ChainHead>;
}

/** The chain around one entry is all that its content can be judged by, so that each bit can be tried. */
async function isFound(before: StoredEntry | undefined, entry: StoredEntry): Promise<boolean> {
  const start = before ?? emptyChain;
  const verifier = new ChainVerifier(
    { hashAt: async () => null },
    { starts: new Map([[storeChain, start]]) },
  );
  return !(await verifier.takeAll([entry]));
}

describe("a chain", () => {
  it("of a thousand entries as they were written is whole", async () => {
    const verifier = await verify(thousand);
    expect(verifier.breach).toBeNull();
    expect(verifier.entries).toBe(1_000);
    expect(verifier.heads.get(storeChain)?.number).toBe(1_000);
  });

  it("shows each bit that was changed, in any field of any entry", async () => {
    const missed: string[] = [];
    for (const [at, entry] of thousand.entries())
      for (const altered of everyFlippedBit(entry))
        if (!(await isFound(thousand[at - 1], altered.entry))) missed.push(`${at} ${altered.field}`);
    expect(missed).toEqual([]);
  });

  it("shows each entry that was taken out", async () => {
    const missed: number[] = [];
    for (const at of thousand.keys()) {
      const from = Math.max(0, at - 1);
      const rest = thousand.toSpliced(at, 1).slice(from, from + 3);
      const isEnd = at === thousand.length - 1;
      const vouched = isEnd ? [headOfAll] : [];
      const verifier = await verify(rest, { ...startBefore(from), vouched });
      if (verifier.breach === null && (await verifier.finish())) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it("shows each pair of neighbours that changed places", async () => {
    const missed: number[] = [];
    for (let at = 0; at < thousand.length - 1; at += 1) {
      const swapped = thousand
        .with(at, thousand[at + 1] as StoredEntry)
        .with(at + 1, thousand[at] as StoredEntry);
      const { breach } = await verify(swapped.slice(at, at + 4), startBefore(at));
      if (!breach?.reason.startsWith("reordered")) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it("shows each place where it was cut off", async () => {
    const missed: number[] = [];
    for (const at of thousand.keys()) {
      const left = at === 0 ? [] : thousand.slice(at - 1, at);
      const verifier = await verify(left, { ...startBefore(at - 1), vouched: [headOfAll] });
      if (await verifier.finish()) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it("names an entry that somebody wrote between two others, however well it is made", async () => {
    const [first, second] = thousand as [StoredEntry, StoredEntry];
    const forged = { ...linkEvent(event(99), first), sequence: 2 };
    const { breach } = await verify([first, forged, second]);
    expect(breach).toMatchObject({ number: 2, reason: expect.stringMatching(/^inserted/) });
  });

  it("names an entry that was exchanged for another with a hash of its own", async () => {
    const [first, , third] = thousand as [StoredEntry, StoredEntry, StoredEntry];
    const forged = { ...linkEvent(event(99), first), sequence: 2 };
    const { breach } = await verify([first, forged, third]);
    expect(breach).toMatchObject({ number: 3, reason: expect.stringContaining("the entry before it") });
  });
});

describe("a run's chain", () => {
  const run = "0195544f-8c21-7d4a-9f3e-5b0c1d2e3f40";
  const runEntries = chainOf([event(1, run), event(2, run)]);
  const last = runEntries.at(-1) as AuditEntry;
  const anchor = event(1, storeChain, {
    kind: "run_closed",
    body: { chain: run, number: last.number, hash: last.hash },
  });
  const whole = [...runEntries, { ...linkEvent(anchor, emptyChain), sequence: 3 }];

  it("is vouched for by the store's chain", async () => {
    expect((await verify(whole)).breach).toBeNull();
  });

  it("that was cut or written anew is missed by the store's chain", async () => {
    expect((await verify(whole.toSpliced(1, 1))).breach).toMatchObject({
      chain: storeChain,
      reason: expect.stringMatching(/^missing/),
    });
    const anew = chainOf([event(1, run), event(3, run)]);
    expect((await verify([...anew, whole[2] as StoredEntry])).breach).toMatchObject({
      reason: expect.stringMatching(/^changed/),
    });
  });

  it("that is over must stand in the store's chain to its end, one under way need not", async () => {
    const more = chainOf([event(1, run), event(2, run), event(3, run)])[2] as StoredEntry;
    const late = [...whole, { ...more, sequence: 4 }];
    expect(await verifyAll(whole)).toBeNull();
    expect(await verifyAll(late, { open: [storeChain, run] })).toBeNull();
    expect(await verifyAll(late)).toMatchObject({
      chain: run,
      number: 3,
      reason: expect.stringMatching(/^inserted/),
    });
  });

  it("under way stands in the store's chain by the checkpoints", async () => {
    const heads = [{ chain: run, number: 2, hash: last.hash }];
    const entry = linkEvent(event(1, storeChain, { kind: "checkpoint", body: { heads } }), emptyChain);
    const known = [...runEntries, { ...entry, sequence: 3 }];
    expect(await verifyAll(known)).toBeNull();
    expect((await verify(known.toSpliced(1, 1))).breach?.reason).toMatch(/^missing: entry 2 of the chain/);
  });
});

describe("heads that were written down", () => {
  const [, second, third] = thousand as [StoredEntry, StoredEntry, StoredEntry];

  it("show a chain that was written anew from any point on, as well as its first one", async () => {
    const anew = chainOf(Array.from({ length: 4 }, (_, at) => event(at === 1 ? 99 : at + 1)));
    expect(await verifyAll(anew)).toBeNull();
    const vouched = [
      { ...second, source: "the checkpoint of Monday" },
      { ...third, source: "the checkpoint of Tuesday" },
    ];
    expect(await verifyAll(anew, { vouched })).toMatchObject({
      sequence: 2,
      reason: "changed: the checkpoint of Monday knows another entry in its place",
    });
    expect(await verifyAll(thousand, { vouched: [...vouched, headOfAll] })).toBeNull();
  });

  it("lie before where reading began, and are looked up", async () => {
    const vouched = [{ ...second, source: "the checkpoint" }];
    const all = new Map(thousand.map(({ number, hash }) => [number, hash]));
    const read = async (hashes: ReadonlyMap<number, string>) => {
      const hashAt = async (_: string, number: number) => hashes.get(number) ?? null;
      const verifier = new ChainVerifier({ hashAt }, { vouched, partial: true });
      if (await verifier.takeAll(thousand.slice(500))) await verifier.finish();
      return verifier.breach;
    };
    expect(await read(all)).toBeNull();
    expect((await read(new Map([...all, [2, "f".repeat(64)]])))?.reason).toMatch(/^changed/);
    expect((await read(new Map([...all, [500, "f".repeat(64)]])))?.number).toBe(501);
    expect((await read(new Map([...all].filter(([number]) => number !== 500))))?.reason).toMatch(/^missing/);
  });

  it("of what was cut away under a signature are not missed", async () => {
    const start = thousand[499] as StoredEntry;
    const starts = new Map([[storeChain, start]]);
    const vouched = [{ ...second, source: "an old checkpoint" }];
    expect(await verifyAll(thousand.slice(500), { starts, vouched })).toBeNull();
    expect((await verify(thousand.slice(501), { starts })).breach?.reason).toMatch(/^missing: 1 entry/);
  });

  it("in the store's own list show an end that was cut, and a chain it does not know", async () => {
    const listed = new Map([[storeChain, headOfAll]]);
    expect((await verifyAll(thousand.slice(0, -2), { listed }))?.reason).toBe(
      "cut at the end: the store's list of chains knows 1000 entries of the chain store, there are 998",
    );
    expect(await verifyAll(thousand, { listed: new Map() })).toMatchObject({
      sequence: null,
      chain: "store",
    });
    expect((await verifyAll(thousand, { listed: new Map([[storeChain, second]]) }))?.reason).toMatch(
      /another last entry$/,
    );
  });
});

describe("an entry that holds what no store of ours writes", () => {
  const entry = thousand[0] as StoredEntry;

  it.each([
    ["a time that is none", { at: Number.NaN }],
    ["a time beyond all times", { at: 2 ** 62 }],
    ["a text for a time", { at: "1767225600001" as unknown as number }],
    ["half a millisecond more", { at: entry.at + 0.5 }],
    ["a text for a number", { number: "1" as unknown as number }],
    ["no number", { number: null as unknown as number }],
    ["no body", { body: null as unknown as string }],
    ["a body that is no JSON", { kind: "run_closed", body: "{" }],
    ["a null for a text", { actor: null as unknown as string }],
    ["a text for a null", { runId: "null" }],
  ])("is found: %s", async (_, change) => {
    const { breach } = await verify([{ ...entry, ...change }]);
    expect(breach?.reason).toMatch(/^changed/);
  });
});

function startBefore(at: number): VerifyOptions {
  const before = thousand[at - 1];
  return before === undefined ? {} : { starts: new Map([[storeChain, before]]) };
}

function* everyFlippedBit(entry: StoredEntry): Generator<{ field: string; entry: StoredEntry }> {
  for (const field of ["kind", "actor", "stream", "body", "previousHash", "hash"] as const) {
    const bytes = Buffer.from(entry[field] ?? "", "latin1");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      yield { field, entry: { ...entry, [field]: bytes.toString("latin1") } };
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    }
  }
  for (let bit = 0; bit < 40; bit += 1) {
    yield { field: "at", entry: { ...entry, at: Number(BigInt(entry.at) ^ (1n << BigInt(bit))) } };
    yield {
      field: "number",
      entry: { ...entry, number: Number(BigInt(entry.number) ^ (1n << BigInt(bit))) },
    };
  }
}
