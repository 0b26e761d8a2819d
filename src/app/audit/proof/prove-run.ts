import { signProof, writeProof } from "../../../audit/proof/build.ts";
import { checkProof } from "../../../audit/proof/check.ts";
import { toTimestamp } from "../../../lib/clock.ts";
import { PitchpipeError, UsageError } from "../../../lib/errors.ts";
import { shortId } from "../../../lib/short-id.ts";
import { version } from "../../../lib/version.ts";
import type { Run } from "../../../model/run.ts";
import type { Store } from "../../../store/index.ts";
import { readRunRecord } from "../../documents/run-document.ts";
import { healthEffects } from "../../health/effects.ts";
import type { OpenedProject } from "../../open-project.ts";
import { reconcile } from "../../reconcile/reconcile.ts";
import { signingKey } from "../signing-key.ts";
import { checkpointFor, pathTo } from "./checkpoint-for.ts";
import { runPart } from "./content.ts";
import { type RunChain, readRunChain } from "./run-chain.ts";

/** So many entries are carried along: some megabytes. Longer chains are named by where they end. */
const mostEntries = 5_000;

/** A proof as a file holds it, and the fingerprint of the key that signed it. */
export interface ProvenRun {
  readonly text: string;
  readonly key: string;
}

/**
 * Makes the proof of a run that is over. Signs with the key of checkpoints; where the last checkpoint is older than the run a new one is
 * made. Raises `USAGE` for a run that goes on, `ACCOUNT_BROKEN` where the account of it isn't as it was written, `AUDIT_KEY`.
 */
export async function proveRun(
  project: OpenedProject,
  run: Run,
  { actor, format }: { readonly actor: string; readonly format: "json" | "html" },
): Promise<ProvenRun> {
  if (run.status === "running") throw goesOn(run);
  const store = await project.store();
  const { chain, sums } = await soundChain(store, run);
  const options = { source: false, deep: false, effects: healthEffects(project), limitMs: 1 };
  const { streams: reconciled } = await reconcile(project, run, options);
  const context = await store.accounts.context(run.runId);
  const part = runPart(await readRunRecord(store, run), { context, reconciled, sums });
  const checkpoint = await checkpointFor(project, store, { chain, actor });
  const proof = signProof(
    {
      made_at: toTimestamp(project.clock.now()),
      made_by: `pitchpipe ${version}`,
      ...part,
      chain: { ...chain, path: await pathTo(store, checkpoint, chain) },
      checkpoint,
    },
    await signingKey(project, store),
  );
  const text = writeProof(proof, format);
  // Nothing leaves under our signature that we would not believe ourselves.
  const { fault } = checkProof(text, { trusted: new Set(), against: [] });
  if (fault !== null) throw broken(run, fault.reason);
  return { text, key: proof.key };
}

async function soundChain(store: Store, run: Run): Promise<RunChain> {
  try {
    const read = await readRunChain(store, run.runId, mostEntries);
    if (read.fault !== null) throw broken(run, read.fault);
    return read;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof RangeError)
      throw broken(run, "an entry of it is damaged");
    throw thrown;
  }
}

function broken({ runId }: Run, reason: string): PitchpipeError {
  return new PitchpipeError({
    code: "ACCOUNT_BROKEN",
    what: `The account of the run ${shortId(runId)} is not as it was written.`,
    why: `${reason}.`,
    whatToDo: "See what is broken with `pitchpipe audit verify`.",
  });
}

function goesOn({ runId }: Run): UsageError {
  return new UsageError({
    code: "USAGE",
    what: `The run ${shortId(runId)} goes on.`,
    why: "Its counts are not final, and its account has no end.",
    whatToDo: "Prove it when it is over.",
  });
}
