import type { ProcessEntry } from "./process-table.ts";
import { nameOf } from "./run-processes.ts";

export interface EndProcessesInput {
  /** Looks for the processes that are to end, each time anew. */
  readonly find: () => ProcessEntry[];
  /** Sends a signal to one pid; a process that is gone is no fault. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** How long they may take to end by themselves, and after SIGTERM. */
  readonly patience: { readonly aloneMs: number; readonly termMs: number };
}

/**
 * Ends what a run left behind: waits, asks, then kills, until nobody is found any more. Gives the processes that had to
 * be asked or killed.
 */
export async function endProcesses({
  find,
  kill,
  sleep,
  patience,
}: EndProcessesInput): Promise<ProcessEntry[]> {
  const left = await waitForNone(find, sleep, patience.aloneMs);
  for (const { pid } of left) kill(pid, "SIGTERM");
  const stubborn = left.length === 0 ? [] : await waitForNone(find, sleep, patience.termMs);
  await killAll({ find, kill, sleep });
  const told = new Map([...left, ...stubborn].map((entry) => [nameOf(entry), entry]));
  return [...told.values()];
}

/** Kills until nobody is found: a process may have had a child meanwhile. Gives up after two seconds (uninterruptible sleep). */
export async function killAll({ find, kill, sleep }: Omit<EndProcessesInput, "patience">): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const left = find();
    if (left.length === 0) return;
    for (const { pid } of left) kill(pid, "SIGKILL");
    await sleep(100);
  }
}

async function waitForNone(
  find: () => ProcessEntry[],
  sleep: (ms: number) => Promise<void>,
  limitMs: number,
): Promise<ProcessEntry[]> {
  let left = find();
  for (let waited = 0; left.length > 0 && waited < limitMs; waited += 100) {
    await sleep(100);
    left = find();
  }
  return left;
}
