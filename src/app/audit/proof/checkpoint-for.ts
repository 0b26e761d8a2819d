import type { Checkpoint } from "../../../audit/checkpoint.ts";
import type { Proof, ProofEntry } from "../../../audit/proof/document.ts";
import { toProofEntry } from "../../../audit/proof/entry.ts";
import { storeChain } from "../../../model/audit-entry.ts";
import type { Store } from "../../../store/index.ts";
import type { OpenedProject } from "../../open-project.ts";
import { storeIdentity } from "../cut-record.ts";
import { lastCheckpoint, makeCheckpoint } from "../make-checkpoint.ts";

/** So many entries may lie between a run's end and the checkpoint to be carried along. */
const mostOnPath = 1_000;
const pageSize = 2_000;
/** Runs that are under way write between the store's entries: beyond so many pages the path is given up. */
const mostPages = 10;

type Chain = Omit<Proof["chain"], "path">;

/** A checkpoint that vouches for where a run's chain ends: the last one, or where that was made before, a new one. */
export async function checkpointFor(
  project: OpenedProject,
  store: Store,
  { chain, actor }: { readonly chain: Chain; readonly actor: string },
): Promise<Checkpoint | null> {
  const last = await lastCheckpoint(store);
  if (
    last !== null &&
    last !== "damaged" &&
    last.store === (await storeIdentity(store)) &&
    vouches(last, chain)
  )
    return last;
  const made = await makeCheckpoint(project, { actor, onlyNews: false });
  return made !== null && vouches(made, chain) ? made : null;
}

function vouches({ heads }: Checkpoint, { name, head, anchor }: Chain): boolean {
  if (anchor === null) return heads.some(({ chain, hash }) => chain === name && hash === head.hash);
  return heads.some(({ chain, number }) => chain === storeChain && number >= anchor.number);
}

/** The store's chain from behind the anchor up to the checkpoint's head; `null` where it is too long to carry. */
export async function pathTo(
  store: Store,
  checkpoint: Checkpoint | null,
  { anchor }: Chain,
): Promise<ProofEntry[] | null> {
  const end = checkpoint?.heads.find(({ chain }) => chain === storeChain)?.number ?? null;
  if (anchor === null || end === null || end - anchor.number > mostOnPath) return null;
  const path: ProofEntry[] = [];
  let after = anchor.sequence;
  for (let pages = 0; path.length < end - anchor.number; pages += 1) {
    const page = await store.audit.page({ after, limit: pageSize });
    const last = page.at(-1);
    if (last === undefined || pages >= mostPages) return null;
    path.push(...page.filter(({ chain, number }) => chain === storeChain && number <= end).map(toProofEntry));
    after = last.sequence;
  }
  return path;
}
