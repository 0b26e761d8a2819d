import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Checkpoint } from "../../audit/checkpoint.ts";
import { readCheckpoints } from "../../audit/checkpoint-file.ts";
import { noHash } from "../../model/audit-entry.ts";

/** What is read of the file, from its end: years of daily checkpoints. */
const mostBytes = 1024 * 1024;

export interface CheckpointsBeside {
  readonly beside: readonly Checkpoint[];
  /** Of another store that stood in the place of this one, oldest first. */
  readonly former: readonly Checkpoint[];
  /** Why some of them, or all, are not used; `null` where they are. */
  readonly note: string | null;
}

/**
 * The newest checkpoints of this store, by keys to trust, in the file that `tick` adds to: a help, and never in the way. Of an
 * account without an entry all of them speak: there was one here before.
 */
export function checkpointsBeside(
  path: string,
  {
    identity,
    place,
    trusted,
  }: { readonly identity: string; readonly place: string; readonly trusted: ReadonlySet<string> },
): CheckpointsBeside {
  const text = endOf(path);
  if (text === null || text === "") return { beside: [], former: [], note: null };
  const { checkpoints, fault } = readCheckpoints(text);
  if (checkpoints === null) return { beside: [], former: [], note: `${path} is not used: ${fault}.` };
  const isOwn = ({ store }: Checkpoint): boolean => identity === noHash || store === identity;
  const ours = checkpoints.filter((one) => isOwn(one) || one.place === place);
  const believed = ours.filter(({ key }) => trusted.size === 0 || trusted.has(key));
  const beside = believed.filter(isOwn);
  const former = believed.filter((one) => !isOwn(one));
  const notes = [
    ...unused(checkpoints.length - ours.length, "of another store"),
    ...unused(ours.length - believed.length, "signed by a key that is not to be trusted"),
  ];
  return { beside, former, note: notes.length === 0 ? null : `${path}: ${notes.join("; ")}. Not used.` };
}

function unused(count: number, why: string): string[] {
  if (count === 0) return [];
  return [`${count === 1 ? "1 checkpoint in it is" : `${count} checkpoints in it are`} ${why}`];
}

/** The last lines of a file; `null` where none can be read. */
function endOf(path: string): string | null {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, mostBytes));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      const text = bytes.toString("utf8");
      return size > mostBytes ? text.slice(text.indexOf("\n") + 1) : text;
    } finally {
      closeSync(file);
    }
  } catch {
    // Only a help: whoever wants to be sure names a file.
    return null;
  }
}
