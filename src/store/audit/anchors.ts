import type { Json } from "../../lib/canonical-json.ts";
import { type AuditEvent, type ChainName, runEndedKind, storeChain } from "../../model/audit-entry.ts";
import type { Database } from "../tables.ts";
import type { HeldHead } from "./chain-heads.ts";
import type { PlacedEvent } from "./place-events.ts";

/** What writes entries that no person and no one program is the author of. */
const ourselves = "pitchpipe";

/**
 * What the store's chain says of a closed run's: where its head is. The entry that closed it, here or in an earlier part of
 * the transaction (`before`), says how the run ended.
 */
export function anchorEvent({
  chain,
  head: { number, hash },
  placed,
  before,
  now,
}: {
  readonly chain: ChainName;
  readonly head: HeldHead;
  readonly placed: readonly PlacedEvent[];
  readonly before: AuditEvent | undefined;
  readonly now: number;
}): AuditEvent {
  const ended = placed.findLast(({ entry }) => entry.chain === chain && entry.kind === runEndedKind)?.entry;
  const said: { readonly [key: string]: Json } =
    ended === undefined ? (before?.body ?? {}) : JSON.parse(ended.body);
  const closes = ended !== undefined || before?.kind === "run_closed";
  return {
    key: `anchor ${chain} ${number}`,
    ...{ chain: storeChain, at: now, kind: closes ? "run_closed" : "chain_anchored" },
    actor: ended?.actor ?? before?.actor ?? ourselves,
    ...{ runId: chain, stream: null, body: { ...said, chain, number, hash } },
  };
}

/** The first entry of a store's chain says what lies before it: nothing, or segments that no chain vouches for. */
export async function chainBegunEvent(db: Database, now: number): Promise<AuditEvent> {
  const { found } = await db
    .selectFrom("segments")
    .where("chain_number", "is", null)
    .select(({ fn }) => fn.countAll<number>().as("found"))
    .executeTakeFirstOrThrow();
  return {
    ...{ key: "chain_begun", chain: storeChain, at: now, kind: "chain_begun", actor: ourselves },
    ...{ runId: null, stream: null, body: { unchained_segments: found } },
  };
}
