import { hash } from "node:crypto";
import { canonicalJson, type Json } from "../lib/canonical-json.ts";
import { toTimestamp } from "../lib/clock.ts";

/** Which account an entry stands in: a run's own, by its id, or the store's. */
export type ChainName = string;

/** The chain of everything that belongs to no run, and of the heads of the runs' chains. */
export const storeChain = "store";

/** What the first entry of a chain names as the one before it. */
export const noHash = "0".repeat(64);

/** Something that was done to data, or to what watches over it, before it has its place in a chain. */
export interface AuditEvent {
  /** Equal for the same event, however often it is told: only the first becomes an entry. */
  readonly key: string;
  readonly chain: ChainName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: string;
  /** Who did it: a program of ours, or a person. */
  readonly actor: string;
  readonly runId: string | null;
  readonly stream: string | null;
  readonly body: { readonly [key: string]: Json };
}

/** An event in its place: it can't be changed, taken out or moved without its hash or the next one's being wrong. */
export interface AuditEntry {
  readonly chain: ChainName;
  /** Its place in the chain, from 1. */
  readonly number: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly runId: string | null;
  readonly stream: string | null;
  /** Canonical JSON, as it was hashed. */
  readonly body: string;
  /** Lower-case hex. */
  readonly previousHash: string;
  readonly hash: string;
}

/** The last entry of a chain; number 0 where there is none yet. */
export interface ChainHead {
  readonly number: number;
  readonly hash: string;
}

export const emptyChain: ChainHead = { number: 0, hash: noHash };

/** Puts an event behind the head of its chain. */
export function linkEvent(event: AuditEvent, head: ChainHead): AuditEntry {
  const { chain, at, kind, actor, runId, stream } = event;
  const entry = {
    ...{ chain, number: head.number + 1, at, kind, actor, runId, stream },
    body: canonicalJson(event.body),
    previousHash: head.hash,
  };
  return { ...entry, hash: entryHash(entry) };
}

/**
 * SHA-256, in lower-case hex, over the entry as `audit export` prints it, as canonical JSON (keys sorted, no spaces), without
 * its `hash` and without its `sequence`, which is only its place in this store.
 */
export function entryHash(entry: Omit<AuditEntry, "hash">): string {
  const { actor, at, body, chain, kind, number, previousHash, runId, stream } = entry;
  const text =
    `{"actor":${JSON.stringify(actor)},"at":"${toTimestamp(at)}","body":${body},"chain":${JSON.stringify(chain)}` +
    `,"kind":${JSON.stringify(kind)},"number":${number},"previous_hash":"${previousHash}"` +
    `,"run_id":${JSON.stringify(runId)},"stream":${JSON.stringify(stream)}}`;
  return hash("sha256", text, "hex");
}
