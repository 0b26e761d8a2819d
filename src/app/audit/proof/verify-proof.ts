import { resolve } from "node:path";
import type { Checkpoint } from "../../../audit/checkpoint.ts";
import { readCheckpoints } from "../../../audit/checkpoint-file.ts";
import { type CheckedProof, checkProof } from "../../../audit/proof/check.ts";
import type { Json } from "../../../lib/canonical-json.ts";
import { PitchpipeError } from "../../../lib/errors.ts";
import { trustedKeys } from "../trusted-keys.ts";
import { proofText } from "./write-proof.ts";

export interface VerifyProof {
  /** The proof, and checkpoints from elsewhere; relative to `cwd`. */
  readonly file: string;
  readonly against: string | undefined;
  /** Fingerprints, or files with keys. */
  readonly keys: readonly string[];
  readonly cwd: string;
}

export interface VerifiedProof extends CheckedProof {
  /** The key's fingerprint; with `self-signed` before it where nobody said whose key it must be. */
  readonly signedBy: string | null;
}

/** Checks a proof by itself: no project, no store. Raises `FILE_UNREADABLE`, `AUDIT_KEY`, `CHECKPOINT_UNUSABLE`. */
export function verifyProof({ file, against, keys, cwd }: VerifyProof): VerifiedProof {
  const trusted = trustedKeys(keys, cwd);
  const checkpoints = against === undefined ? [] : checkpointsIn(resolve(cwd, against));
  const checked = checkProof(proofText(resolve(cwd, file)), { trusted, against: checkpoints });
  return { ...checked, signedBy: signerOf(checked, trusted) };
}

/** What `audit verify --proof --json` prints: the fields of `audit verify`, and whose run it is. */
export function verifiedProofDocument(verified: VerifiedProof): { readonly [key: string]: Json } {
  const { format, proof, fault, entries, agreed, notes, signedBy } = verified;
  return {
    valid: fault === null,
    entries,
    head: proof?.chain.head.hash ?? null,
    signed_by: signedBy,
    first_broken: fault === null ? null : { sequence: fault.sequence, reason: fault.reason },
    run_id: proof?.run.run_id ?? null,
    made_at: proof?.made_at ?? null,
    format,
    checkpoint_at: proof?.checkpoint?.at ?? null,
    agreed_checkpoints: agreed.map(({ at }) => at),
    notes: [...notes],
  };
}

function signerOf({ proof }: CheckedProof, trusted: ReadonlySet<string>): string | null {
  if (proof === null) return null;
  return trusted.has(proof.key) ? proof.key : `self-signed ${proof.key}`;
}

function checkpointsIn(file: string): readonly Checkpoint[] {
  const { checkpoints, fault } = readCheckpoints(proofText(file));
  if (checkpoints !== null) return checkpoints;
  throw new PitchpipeError({
    code: "CHECKPOINT_UNUSABLE",
    what: `${file} can't be used: ${fault}.`,
    why: "What was changed or damaged vouches for nothing.",
    whatToDo: "Take the file from where it was kept.",
  });
}
