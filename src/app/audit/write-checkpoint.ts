import type { Checkpoint } from "../../audit/checkpoint.ts";
import { readCheckpoints } from "../../audit/checkpoint-file.ts";
import { refuseOther, writeWhole } from "./outside-file.ts";

/** Raises `USAGE` where a file is there that is no checkpoint: it is not ours to write over. */
export function refuseOtherFile(path: string): void {
  refuseOther(path, { noun: "checkpoint", isOne: (text) => readCheckpoints(text).fault === null });
}

/** Writes a checkpoint in place of the one that is there, whole or not at all. Raises `CHECKPOINT_UNDELIVERED`. */
export function writeCheckpoint(path: string, checkpoint: Checkpoint, id: string): void {
  writeWhole(path, `${JSON.stringify(checkpoint, null, 2)}\n`, {
    ...{ id, noun: "checkpoint", code: "CHECKPOINT_UNDELIVERED", why: "It is made and kept in the store." },
  });
}
