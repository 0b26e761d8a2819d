import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../lib/canonical-json.ts";
import type { ChainHead, ChainName } from "../model/audit-entry.ts";
import { fingerprintOf, type SigningKey, signatureFault, signed } from "./signed-document.ts";

export { fingerprintOf, type SigningKey } from "./signed-document.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const head = z.strictObject({ chain: z.string(), number: z.int().min(0), hash: sha256 });

/** A checkpoint as it is written to a file or sent away (design section 8); or what stands for what was cut away. */
export const checkpointDocument = z.strictObject({
  version: z.literal(1),
  /** What the signature says of the heads: that they are there, or that all up to them was cut away. */
  kind: z.enum(["checkpoint", "cut"]),
  /** RFC 3339 in UTC. */
  at: z.iso.datetime(),
  /** Which store: the hash of the first entry that its chain ever had. */
  store: sha256,
  entries: z.int().min(0),
  /** SHA-256 of where the store stands, see `placeDigest`: another store in the same place took this one's. */
  place: sha256.exactOptional(),
  /** Of the store's chain and of every chain of a run that is not closed; of a cut only the store's. */
  heads: z.array(head),
  /** Of a cut: SHA-256 over the list of where all chains begin now, see `startsDigest`; else `null`. */
  starts: sha256.nullable(),
  /** SHA-256 of the public key (SPKI, DER), lower-case hex. */
  key: sha256,
  /** SPKI in PEM, so that whoever has the file can check it. */
  public_key: z.string(),
  /** Ed25519 over the canonical JSON of all fields but this one, base64. */
  signature: z.string(),
});

export type Checkpoint = z.output<typeof checkpointDocument>;

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

/** What there is to sign. */
export interface ChainState {
  readonly kind: Checkpoint["kind"];
  readonly at: string;
  readonly store: string;
  readonly entries: number;
  readonly place?: string;
  readonly heads: ReadonlyMap<ChainName, ChainHead>;
  readonly starts?: string;
}

/** Signs the heads of the chains as they are now. */
export function signCheckpoint(state: ChainState, key: SigningKey): Checkpoint {
  const unsigned = {
    version: 1 as const,
    kind: state.kind,
    at: state.at,
    store: state.store,
    entries: state.entries,
    ...(state.place === undefined ? {} : { place: state.place }),
    heads: headList(state.heads),
    starts: state.starts ?? null,
  };
  return signed(unsigned, key);
}

/** Why a checkpoint can't be believed; `null` where its signature is its key's. Whose key that is, is another question. */
export function checkpointFault(checkpoint: Checkpoint): string | null {
  return signatureFault(checkpoint);
}

/** The heads a checkpoint vouches for. */
export function headsOf({ heads }: Checkpoint): Map<ChainName, ChainHead> {
  return new Map(heads.map(({ chain, number, hash }) => [chain, { number, hash }]));
}

/** SHA-256, lower-case hex, over the canonical JSON of where chains begin whose beginning was cut away. */
export function startsDigest(starts: ReadonlyMap<ChainName, ChainHead>): string {
  return createHash("sha256")
    .update(canonicalJson(headList(starts)), "utf8")
    .digest("hex");
}

/** What a checkpoint calls the place of a store: a file's path or a database's address, without showing it. */
export function placeDigest(kind: string, location: string): string {
  return createHash("sha256").update(`${kind}\n${location}`, "utf8").digest("hex");
}

function headList(heads: ReadonlyMap<ChainName, ChainHead>) {
  const list = [...heads].map(([chain, { number, hash }]) => ({ chain, number, hash }));
  return list.sort((a, b) => (a.chain < b.chain ? -1 : 1));
}

/** SHA-256 of a checkpoint, lower-case hex: what its entry in the store's chain names it by. */
export function checkpointDigest(checkpoint: Checkpoint): string {
  return createHash("sha256").update(canonicalJson(checkpoint), "utf8").digest("hex");
}
