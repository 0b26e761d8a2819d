import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson, type Json } from "../lib/canonical-json.ts";

/** An Ed25519 key that signs, with the fingerprint people compare. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly fingerprint: string;
}

/** What a document is signed with, so that whoever has it can check it. */
export interface Seal {
  /** SHA-256 of the public key (SPKI, DER), lower-case hex. */
  readonly key: string;
  /** SPKI in PEM. */
  readonly public_key: string;
  /** Ed25519 over the canonical JSON of all fields but this one, base64. */
  readonly signature: string;
}

/** The fingerprint of a public key: SHA-256 of its SPKI form, lower-case hex. */
export function fingerprintOf(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** The document with its seal. */
export function signed<Content extends object>(content: Content, key: SigningKey): Content & Seal {
  const unsigned = {
    ...content,
    key: key.fingerprint,
    public_key: key.publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), key.privateKey).toString("base64") };
}

/** Why a document can't be believed; `null` where its signature is its key's. Whose key that is, is another question. */
export function signatureFault({ signature, ...unsigned }: Seal): string | null {
  try {
    const publicKey = createPublicKey(unsigned.public_key);
    if (fingerprintOf(publicKey) !== unsigned.key) return "its key is not the one it names";
    const bytes = Buffer.from(signature, "base64");
    // Several texts decode to the same bytes; only one of them is what was written.
    const isWritten = bytes.toString("base64") === signature;
    return isWritten && verify(null, signedBytes(unsigned), publicKey, bytes)
      ? null
      : "its signature does not fit its content";
  } catch {
    return "its public key can't be read";
  }
}

function signedBytes(unsigned: object): Buffer {
  return Buffer.from(canonicalJson(unsigned as Json), "utf8");
}
