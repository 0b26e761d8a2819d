import type { Checkpoint } from "../../audit/checkpoint.ts";
import type { Verified } from "./verify-audit.ts";

/** Who vouches for the end of the account, in words for programs and for people. */
export interface Signature {
  /** The key's fingerprint; with `self-signed` before it where nothing shows that it isn't this host's own. */
  readonly signedBy: string | null;
  /** When the newest checkpoint was made that was read against. */
  readonly checkpoint: string | null;
  readonly text: string;
}

/** A signature proves something only where it lies elsewhere and somebody says whose key it must be. */
export function signatureOf(
  { kept }: Pick<Verified, "kept">,
  { against, trusted }: { readonly against: readonly Checkpoint[]; readonly trusted: ReadonlySet<string> },
): Signature {
  const newest = newestOf(against) ?? kept;
  if (newest === null)
    return {
      ...{ signedBy: null, checkpoint: null },
      text: "by nobody: without a checkpoint a cut at the end is not seen (pitchpipe audit checkpoint)",
    };
  const { at, key } = newest;
  const isTrusted = against.length > 0 && trusted.size > 0;
  if (isTrusted)
    return {
      signedBy: key,
      checkpoint: at,
      text: `by the trusted key ${key}, up to the checkpoint of ${at}`,
    };
  const why = against.length === 0 ? "no checkpoint from elsewhere (--against)" : "no key to trust (--key)";
  return {
    ...{ signedBy: `self-signed ${key}`, checkpoint: at },
    text: `self-signed: ${why}; by the key ${key}, up to the checkpoint of ${at}`,
  };
}

function newestOf(checkpoints: readonly Checkpoint[]): Checkpoint | null {
  const [first, ...rest] = checkpoints;
  if (first === undefined) return null;
  return rest.reduce((newest, one) => (one.at > newest.at ? one : newest), first);
}
