import { hash } from "node:crypto";
import { canonicalJson, type Json } from "../lib/canonical-json.ts";
import { toTimestamp } from "../lib/clock.ts";
import type { Segment } from "./mapper-block.ts";

/** Which account an entry stands in: a run's own, by its id, or the store's. */
export type ChainName = string;

/** The chain of everything that belongs to no run, and of the heads of the runs' chains. */
export const storeChain = "store";

/** What the first entry of a chain names as the one before it. */
export const noHash = "0".repeat(64);

/** What entries say, in the order of docs/audit.md. A later version may have written kinds that are not among them. */
export const entryKinds = [
  "run_opened",
  "run_ended",
  "run_resumed",
  "attempt",
  "plugin",
  "run_context",
  "block_opened",
  "block_closed",
  "schema",
  "segment",
  "rows_quarantined",
  "rows_dropped",
  "rows_masked",
  "line_held",
  "state_withheld",
  "run_closed",
  "chain_anchored",
  "chain_begun",
  "checkpoint",
  "alert_transition",
  "silence_added",
  "silence_changed",
  "silence_expired",
  "baseline_accepted",
  "rule_saved",
  "rule_removed",
  "config_changed",
  "quarantine_replayed",
  "quarantine_purged",
  "retention",
] as const;

export type EntryKind = (typeof entryKinds)[number];

/** Something that was done to data, or to what watches over it, before it has its place in a chain. */
export interface AuditEvent {
  /** Equal for the same event, however often it is told: only the first becomes an entry. */
  readonly key: string;
  readonly chain: ChainName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: EntryKind;
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

/** An entry with its place in the store: entries of all chains are numbered in the order they were written. */
export interface StoredEntry extends AuditEntry {
  readonly sequence: number;
}

/** The last entry of a chain; number 0 where there is none yet. */
export interface ChainHead {
  readonly number: number;
  readonly hash: string;
}

export const emptyChain: ChainHead = { number: 0, hash: noHash };

/** The kind of the entry that says how a run ended: from here on its chain is closed, and what still comes is anchored again. */
export const runEndedKind = "run_ended" satisfies EntryKind;

/** The kind of the entry that says that a run which was taken for over goes on. */
export const runResumedKind = "run_resumed" satisfies EntryKind;

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
  return entryHasher(entry)(entry.at, entry.body, entry.number, entry.previousHash);
}

/** `entryHash` for many entries that differ in nothing but what it takes; `body` is canonical JSON. */
export function entryHasher({
  actor,
  chain,
  kind,
  runId,
  stream,
}: Pick<AuditEntry, "actor" | "chain" | "kind" | "runId" | "stream">) {
  const quoted = JSON.stringify;
  const start = `{"actor":${quoted(actor)},"at":"`;
  const middle = `,"chain":${quoted(chain)},"kind":${quoted(kind)},"number":`;
  const end = `","run_id":${quoted(runId)},"stream":${quoted(stream)}}`;
  return (at: number, body: string, number: number, previousHash: string): string => {
    const text = `${start}${timestamp(at)}","body":${body}${middle}${number},"previous_hash":"${previousHash}${end}`;
    return hash("sha256", text, "hex");
  };
}

let last = { second: 0, text: toTimestamp(0).slice(0, -4) };

/** Entries come by the thousand in a second, and the text of a time would cost as much as the hash. */
function timestamp(at: number): string {
  const ms = at % 1_000;
  if (!Number.isInteger(at) || ms < 0) return toTimestamp(at);
  if (last.second !== at - ms) last = { second: at - ms, text: toTimestamp(at - ms).slice(0, -4) };
  return `${last.text}${ms < 10 ? "00" : ms < 100 ? "0" : ""}${ms}Z`;
}

/**
 * The body of a segment's entry (design section 15), as canonical JSON: what else is known of a segment is not vouched for.
 */
export function segmentBody({
  records,
  bytes,
  sha256,
  stateSha256,
  closedBy,
}: Pick<Segment, "records" | "bytes" | "sha256" | "stateSha256" | "closedBy">): string {
  const state = stateSha256 === null ? "null" : `"${stateSha256}"`;
  return `{"bytes":${bytes},"closed_by":"${closedBy}","records":${records},"sha256":"${sha256}","state_sha256":${state}}`;
}
