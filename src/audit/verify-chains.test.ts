import { describe, expect, it } from "vitest";
import {
  type AuditEntry,
  type AuditEvent,
  type ChainHead,
  emptyChain,
  linkEvent,
  storeChain,
} from "../model/audit-entry.ts";
import { ChainVerifier, type StoredEntry } from "./verify-chains.ts";

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

async function verify(entries: readonly StoredEntry[], starts?: ReadonlyMap<string, ChainHead>) {
  const places = new Map(entries.map(({ chain, number, hash }) => [`${chain} ${number}`, hash]));
  const verifier = new ChainVerifier(
    { hashAt: async (chain, number) => places.get(`${chain} ${number}`) ?? null },
    starts,
  );
  for (const entry of entries) if (!(await verifier.take(entry))) break;
  return verifier;
}

/** The chain around one entry is all that its content can be judged by, so that each bit can be tried. */
async function isFound(before: StoredEntry | undefined, entry: StoredEntry): Promise<boolean> {
  const start = before ?? emptyChain;
  const verifier = new ChainVerifier({ hashAt: async () => null }, new Map([[storeChain, start]]));
  return !(await verifier.take(entry));
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
  }, 120_000);

  it("shows each entry that was taken out", async () => {
    const missed: number[] = [];
    for (const at of thousand.keys()) {
      const rest = thousand.toSpliced(at, 1);
      const verifier = await verify(rest.slice(Math.max(0, at - 1)), startBefore(Math.max(0, at - 1)));
      const isEnd = at === thousand.length - 1;
      const isWhole = isEnd ? verifier.end(headOfAll, "the store") : verifier.breach === null;
      if (isWhole) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it("shows each pair of neighbours that changed places", async () => {
    const missed: number[] = [];
    for (let at = 0; at < thousand.length - 1; at += 1) {
      const swapped = thousand
        .with(at, thousand[at + 1] as StoredEntry)
        .with(at + 1, thousand[at] as StoredEntry);
      const { breach } = await verify(swapped.slice(at), startBefore(at));
      if (!breach?.reason.startsWith("reordered")) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it("shows each place where it was cut off", async () => {
    const missed: number[] = [];
    for (const at of thousand.keys()) {
      const verifier = await verify(at === 0 ? [] : thousand.slice(at - 1, at), startBefore(at - 1));
      if (verifier.end(headOfAll, "the checkpoint")) missed.push(at);
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
});

const headOfAll = new Map([[storeChain, thousand.at(-1) as ChainHead]]);

function startBefore(at: number): ReadonlyMap<string, ChainHead> | undefined {
  const before = thousand[at - 1];
  return before === undefined ? undefined : new Map([[storeChain, before]]);
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
