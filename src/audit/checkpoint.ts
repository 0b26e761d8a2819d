import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../lib/canonical-json.ts";
import type { ChainHead, ChainName } from "../model/audit-entry.ts";

const head = z.strictObject({ chain: z.string(), number: z.int().min(0), hash: z.string() });

/** A checkpoint as it is written to a file or sent away (design section 8). */
export const checkpointDocument = z.strictObject({
  version: z.literal(1),
  /** RFC 3339 in UTC. */
  at: z.string(),
  entries: z.int().min(0),
  /** The heads of the store's chain and of every chain of a run that is not closed. */
  heads: z.array(head),
  /** SHA-256 of the public key (SPKI, DER), lower-case hex. */
  key: z.string(),
  /** SPKI in PEM, so that whoever has the file can check it. */
  public_key: z.string(),
  /** Ed25519 over the canonical JSON of all fields but this one, base64. */
  signature: z.string(),
});

export type Checkpoint = z.output<typeof checkpointDocument>;

/** An Ed25519 key that signs, with the fingerprint people compare. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly fingerprint: string;
}

/** A new key, as PEM (PKCS#8) to be kept. */
export function newKeyPem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The key of a PEM text; `null` where it is none, or not Ed25519. */
export function readSigningKey(pem: string): SigningKey | null {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== "ed25519") return null;
    const publicKey = createPublicKey(privateKey);
    return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) };
  } catch {
    // Node's message would quote parts of what is no key.
    return null;
  }
}

/** The fingerprint of a public key: SHA-256 of its SPKI form, lower-case hex. */
export function fingerprintOf(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** Signs the heads of the chains as they are now. */
export function signCheckpoint(
  state: { readonly at: string; readonly entries: number; readonly heads: ReadonlyMap<ChainName, ChainHead> },
  key: SigningKey,
): Checkpoint {
  const heads = [...state.heads].map(([chain, { number, hash }]) => ({ chain, number, hash }));
  const unsigned = {
    version: 1 as const,
    at: state.at,
    entries: state.entries,
    heads: heads.sort((a, b) => (a.chain < b.chain ? -1 : 1)),
    key: key.fingerprint,
    public_key: key.publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), key.privateKey).toString("base64") };
}

/** Why a checkpoint can't be believed; `null` where its signature is its key's. Whose key that is, is another question. */
export function checkpointFault(checkpoint: Checkpoint): string | null {
  const { signature, ...unsigned } = checkpoint;
  try {
    const publicKey = createPublicKey(unsigned.public_key);
    if (fingerprintOf(publicKey) !== unsigned.key) return "its key is not the one it names";
    const isSigned = verify(null, signedBytes(unsigned), publicKey, Buffer.from(signature, "base64"));
    return isSigned ? null : "its signature does not fit its content";
  } catch {
    return "its public key can't be read";
  }
}

/** The heads a checkpoint vouches for. */
export function headsOf({ heads }: Checkpoint): Map<ChainName, ChainHead> {
  return new Map(heads.map(({ chain, number, hash }) => [chain, { number, hash }]));
}

function signedBytes(unsigned: Omit<Checkpoint, "signature">): Buffer {
  return Buffer.from(canonicalJson(unsigned), "utf8");
}
