import { type AuditEvent, type ChainName, storeChain } from "../../model/audit-entry.ts";
import type { Fact } from "../../model/fact.ts";
import type { Dialect } from "../dialect.ts";
import { storableText } from "../storable.ts";
import type { Database } from "../tables.ts";
import { anchorEvent, chainBegunEvent } from "./anchors.ts";
import { type HeldHead, holdHeads, saveHeads } from "./chain-heads.ts";
import { isSegments, storableEvent, storableSegment, type Waiting } from "./chained.ts";
import { knownAmong } from "./known.ts";
import { type PlacedEvent, placeEvents } from "./place-events.ts";
import { writeStretches } from "./write-stretches.ts";

type SegmentsFact = Extract<Fact, { readonly kind: "segments" }>;

/**
 * What a transaction has to say to the account. It is collected and put behind the heads of the chains as late as can be, and
 * the store's head is taken last of all: heads are held for a short time, and no two transactions wait for one another.
 */
export class AuditAccount {
  /** Milliseconds since the epoch, for what doesn't say when it was. */
  readonly now: number;
  readonly #db: Database;
  readonly #dialect: Dialect;
  readonly #ofRuns: Waiting[] = [];
  readonly #ofStore: AuditEvent[] = [];
  readonly #anchors = new Map<ChainName, AuditEvent>();

  constructor(db: Database, dialect: Dialect, now: number) {
    this.#db = db;
    this.#dialect = dialect;
    this.now = now;
  }

  add(events: readonly AuditEvent[]): void {
    for (const event of events.map(storableEvent))
      (event.chain === storeChain ? this.#ofStore : this.#ofRuns).push(event);
  }

  addSegments({ blockId, runId, segments }: SegmentsFact): void {
    const last = this.#ofRuns.at(-1);
    const isLike = last !== undefined && isSegments(last) && last.blockId === blockId && last.chain === runId;
    const event = isLike
      ? last
      : { chain: storableText(runId), blockId: storableText(blockId), segments: [] };
    for (const segment of segments) event.segments.push(storableSegment(segment));
    if (!isLike) this.#ofRuns.push(event);
  }

  /** Writes what belongs to runs. */
  async settleRuns(): Promise<void> {
    if (this.#ofRuns.length === 0) return;
    const { placed, grown } = await this.#place(this.#ofRuns.splice(0));
    for (const [chain, head] of grown) {
      const before = this.#anchors.get(chain);
      if (head.closed) this.#anchors.set(chain, anchorEvent({ chain, head, placed, before, now: this.now }));
    }
  }

  /** Writes all of it, the anchors of closed runs' chains last. */
  async settle(): Promise<void> {
    await this.settleRuns();
    const events = [...this.#ofStore.splice(0), ...this.#anchors.values()];
    this.#anchors.clear();
    if (events.length > 0) await this.#place(events);
  }

  /** Gives what was placed, segments apart, and the heads that moved on. */
  async #place(
    waiting: readonly Waiting[],
  ): Promise<{ placed: PlacedEvent[]; grown: ReadonlyMap<ChainName, HeldHead> }> {
    const heads = await holdHeads(this.#db, this.#dialect, [...new Set(waiting.map(({ chain }) => chain))]);
    const beginning = heads.get(storeChain)?.number === 0 ? [await chainBegunEvent(this.#db, this.now)] : [];
    const known = await knownAmong(this.#db, this.#dialect, waiting);
    const before = new Map(heads);
    const stretches = placeEvents([...beginning, ...waiting], heads, known);
    await writeStretches(this.#db, this.#dialect, stretches);
    const grown = new Map([...heads].filter(([chain, { number }]) => number !== before.get(chain)?.number));
    await saveHeads(this.#db, this.#dialect, grown);
    return { placed: stretches.flatMap((it) => (it.kind === "events" ? it.events : [])), grown };
  }
}
