import { z } from "zod";
import { checkpointDocument } from "../checkpoint.ts";

const count = z.int().min(0);
const known = count.nullable();
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.string();

/** An entry of the account as `audit export` has it. */
export const proofEntry = z.strictObject({
  sequence: count,
  at: time,
  kind: z.string(),
  actor: z.string(),
  run_id: z.string().nullable(),
  stream: z.string().nullable(),
  chain: z.string(),
  number: count,
  hash: hex,
  previous_hash: hex,
  body: z.record(z.string(), z.json()),
});

const head = z.strictObject({ number: count, hash: hex });

const proofRun = z.strictObject({
  run_id: z.string(),
  project: z.string(),
  environment: z.string(),
  job: z.string(),
  tasks: z.array(z.string()),
  status: z.string(),
  exit_code: z.int().nullable(),
  started_at: time,
  ended_at: time.nullable(),
  duration_seconds: z.number().nullable(),
  complete: z.boolean(),
  owner: z.string().nullable(),
  trigger: z.string().nullable(),
  source: z.string(),
  cause: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  notices: z.array(z.string()),
  attempts: z.array(z.strictObject({ number: count, status: z.string(), exit_code: z.int().nullable() })),
  plugins: z.array(
    z.strictObject({
      name: z.string(),
      role: z.string(),
      version: z.string().nullable(),
      exit_code: z.int().nullable(),
    }),
  ),
});

const proofVersions = z.strictObject({
  pitchpipe: z.string(),
  meltano: z.string().nullable(),
  /** The hash of pitchpipe's settings. */
  config_hash: z.string(),
  git_commit: z.string().nullable(),
});

const proofStream = z.strictObject({
  stream: z.string(),
  tap_said: known,
  mapper_saw: known,
  forwarded: known,
  quarantined: known,
  dropped: known,
  target_said: known,
  uninspected: known,
  bytes: known,
  /** Whether all sides counted the same; `null` where one is silent. */
  equal: z.boolean().nullable(),
  differences: z.array(z.string()),
  unknown: z.array(z.string()),
  /** Of the segments in the account. */
  segments: count,
  covered: count,
  /** SHA-256 over the segments' digests in their order, each with a newline; `null` without segments. */
  sha256: hex.nullable(),
});

const proofFinding = z.strictObject({
  check: z.string(),
  name: z.string(),
  stream: z.string(),
  field: z.string().nullable(),
  severity: z.string(),
  outcome: z.string(),
  mode: z.string(),
  action: z.string(),
  records: known,
  violations: count,
  message: z.string(),
});

const proofChain = z.strictObject({
  name: z.string(),
  /** The last entry that was cut away under a signature; `null` where the chain is there from its beginning. */
  begins_after: head.nullable(),
  head,
  /** How many entries there are from there on. */
  entries: count,
  /** Those that are in this document: all, or none where there are too many. */
  included: z.array(proofEntry),
  /** The entry of the store's chain that names the head; `null` while no such is there. */
  anchor: proofEntry.nullable(),
  /** The store's chain behind the anchor up to the checkpoint; `null` where it is too long, or there is no anchor. */
  path: z.array(proofEntry).nullable(),
});

/** What `runs proof` makes. Fields may be added only with a new `version`: whoever checks refuses what it does not know. */
export const proofDocument = z.strictObject({
  version: z.literal(1),
  kind: z.literal("run_proof"),
  /** How the page was laid out that shows this document. */
  layout: z.literal(1),
  made_at: time,
  made_by: z.string(),
  run: proofRun,
  versions: proofVersions.nullable(),
  streams: z.array(proofStream),
  findings: z.array(proofFinding),
  alerts: z.array(
    z.strictObject({ id: z.string(), type: z.string(), severity: z.string(), status: z.string() }),
  ),
  chain: proofChain,
  checkpoint: checkpointDocument.nullable(),
  key: z.string(),
  public_key: z.string(),
  signature: z.string(),
});

export type ProofEntry = z.output<typeof proofEntry>;
export type ProofStream = z.output<typeof proofStream>;
export type Proof = z.output<typeof proofDocument>;
/** A proof that nobody signed yet. */
export type ProofContent = Omit<Proof, "version" | "kind" | "layout" | "key" | "public_key" | "signature">;
