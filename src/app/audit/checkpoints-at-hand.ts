import { resolve } from "node:path";
import { type Checkpoint, placeDigest } from "../../audit/checkpoint.ts";
import { readCheckpoints } from "../../audit/checkpoint-file.ts";
import { PitchpipeError } from "../../lib/errors.ts";
import type { OpenedProject } from "../open-project.ts";
import { type CheckpointsBeside, checkpointsBeside } from "./checkpoints-beside.ts";
import { storeIdentity } from "./cut-record.ts";
import { checkpointsPath } from "./deliver-checkpoint.ts";
import { lastCheckpoint } from "./make-checkpoint.ts";
import { existingText } from "./outside-file.ts";

export interface CheckpointsAtHand extends CheckpointsBeside {
  /** From the file that was named. */
  readonly against: readonly Checkpoint[];
}

/**
 * The checkpoints there are outside the store. Of the file that was named every one must be believable, of this store and by a key
 * to trust; without such a file the store's own must be. Raises `CHECKPOINT_UNUSABLE` else, `FILE_UNREADABLE` where it can't be read.
 */
export async function checkpointsAtHand(
  project: OpenedProject,
  {
    file,
    cwd,
    trusted,
  }: { readonly file: string | undefined; readonly cwd: string; readonly trusted: ReadonlySet<string> },
): Promise<CheckpointsAtHand> {
  const store = await project.store();
  const identity = await storeIdentity(store);
  const against = file === undefined ? [] : named(resolve(cwd, file), identity);
  const kept = file === undefined ? await lastCheckpoint(store) : null;
  const place = placeDigest(store.kind, store.location);
  const toTrust = kept === null || kept === "damaged" ? against : [kept];
  for (const { key } of toTrust) if (trusted.size > 0 && !trusted.has(key)) throw untrusted(file, key);
  return { against, ...checkpointsBeside(checkpointsPath(project, store), { identity, place, trusted }) };
}

function named(file: string, identity: string): readonly Checkpoint[] {
  const { checkpoints, fault } = readCheckpoints(
    existingText(file, "Name a file that `pitchpipe audit checkpoint --out FILE` has written."),
  );
  if (checkpoints === null)
    throw unusable(`${file} can't be used: ${fault}.`, "What was changed or damaged vouches for nothing.");
  const own = checkpoints.filter(({ store }) => store === identity);
  if (own.length > 0) return own;
  throw unusable(
    `${file} is of another store than this one.`,
    "Their first entries differ. If it must be this one's, the account was written anew from its beginning.",
  );
}

function untrusted(file: string | undefined, key: string): PitchpipeError {
  const where = file === undefined ? "The last checkpoint in the store" : `The checkpoint in ${file}`;
  return unusable(`${where} is signed by the key ${key}.`, "That is none of the keys to trust.");
}

function unusable(what: string, why: string): PitchpipeError {
  return new PitchpipeError({
    code: "CHECKPOINT_UNUSABLE",
    what,
    why,
    whatToDo: "Take the file from where it was kept, or another one of this store.",
  });
}
