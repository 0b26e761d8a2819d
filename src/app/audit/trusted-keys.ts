import { createPublicKey } from "node:crypto";
import { resolve } from "node:path";
import { fingerprintOf } from "../../audit/checkpoint.ts";
import { UsageError } from "../../lib/errors.ts";
import { existingText } from "./outside-file.ts";

/**
 * The fingerprints of the keys to trust, each given as a fingerprint (64 hex digits) or as a file with a key in PEM, public or
 * private. Raises `AUDIT_KEY` for what is neither.
 */
export function trustedKeys(given: readonly string[], cwd: string): ReadonlySet<string> {
  return new Set(
    given.map((text) => (/^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : keyIn(resolve(cwd, text)))),
  );
}

function keyIn(file: string): string {
  const pem = existingText(file, "Name a file with a key in PEM, or a fingerprint of 64 hex digits.");
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === "ed25519") return fingerprintOf(key);
  } catch {
    // Node's message would quote parts of what is no key.
  }
  throw new UsageError({
    code: "AUDIT_KEY",
    what: `${file} holds no Ed25519 key.`,
    why: "--key takes a fingerprint of 64 hex digits, or a file with a key in PEM.",
    whatToDo: "`pitchpipe audit checkpoint` shows the fingerprint of the key that signs.",
  });
}
