import { isSigningKey } from "../audit/settings.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";

/**
 * A key that can't sign: told as a warning, because taken away it would give its place to the key beside the store, and nobody
 * would see that another one signs.
 */
export function checkAudit({ audit: { key } }: Pick<Settings, "audit">): Finding[] {
  if (key === undefined || isSigningKey(key)) return [];
  const path = ["audit", "key"];
  const message = "audit.key is no Ed25519 private key, so no checkpoint can be signed.";
  const hint = "It is the PEM text of a key without a passphrase; refer to the file that holds it.";
  return [{ path, what: "value", message, hint, severity: "warning" }];
}
