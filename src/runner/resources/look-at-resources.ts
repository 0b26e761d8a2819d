import type { MemoryTrace } from "../../diagnosis/index.ts";
import { type MemoryMarks, memoryTrace } from "./memory-marks.ts";
import type { ProcessUse } from "./process-use.ts";
import { below } from "./ps-uses.ts";
import type { ResourceWatch } from "./resource-watch.ts";

/** Where the system tells what processes take. */
export interface ResourceSource {
  /** The processes that are still there, by the kernel's own table. */
  readonly readUses: (pids: readonly number[]) => readonly ProcessUse[];
  /** All processes, where the system has no such table; `null` where it has. */
  readonly askPs: (() => Promise<readonly ProcessUse[]>) | null;
  readonly readMemoryMarks: () => MemoryMarks;
}

export interface ResourceLooks {
  /** Takes in the run's living processes. */
  readonly look: (pids: readonly number[]) => void;
  /** Ends what was begun, and says what the machine told of memory. */
  readonly end: () => MemoryTrace;
}

/** A program is started for each look: not too often. */
const psMs = 5000;

/** Looks at what a start of Meltano takes, from now on. */
export function lookAtResources(
  source: ResourceSource,
  {
    resources,
    root,
    now,
    every,
  }: {
    readonly resources: ResourceWatch;
    readonly root: number;
    readonly now: () => number;
    readonly every: (ms: number, work: () => void) => () => void;
  },
): ResourceLooks {
  const before = source.readMemoryMarks();
  let mostBytes: number | null = null;
  const take = (uses: readonly ProcessUse[]): void => {
    resources.look(uses, { root, at: now() });
    const bytes = uses.reduce((sum, { rssBytes }) => sum + (rssBytes ?? 0), 0);
    mostBytes = Math.max(mostBytes ?? 0, bytes) || null;
  };
  const { askPs } = source;
  const stop =
    askPs === null
      ? () => undefined
      : every(psMs, () => void askPs().then((uses) => take(below(uses, root))));
  return {
    look: (pids) => {
      if (askPs === null) take(source.readUses(pids));
    },
    end: () => {
      stop();
      return memoryTrace(before, source.readMemoryMarks(), mostBytes);
    },
  };
}
