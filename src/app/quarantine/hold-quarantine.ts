import { PitchpipeError } from "../../lib/errors.ts";
import type { OpenedProject } from "../open-project.ts";

const leaseName = "quarantine";
const leaseMs = 60_000;
const renewMs = 20_000;

/**
 * Does work on the quarantine that nobody else may do at the same time: two replays at once would emit the same rows twice.
 * Raises `QUARANTINE_BUSY` where somebody else is at it.
 */
export async function withQuarantine<Result>(
  project: OpenedProject,
  work: () => Promise<Result>,
): Promise<Result> {
  const done = await tryWithQuarantine(project, work);
  if (done !== null) return done.result;
  throw new PitchpipeError({
    code: "QUARANTINE_BUSY",
    what: "Another process replays or erases rows of the quarantine just now.",
    why: "Two at once would load rows twice.",
    whatToDo: "Try again when it is done; one that was killed counts as gone after a minute.",
  });
}

/** The same; `null` where somebody else is at it. */
export async function tryWithQuarantine<Result>(
  { store: open, clock, newId }: OpenedProject,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | null> {
  const store = await open();
  const holder = newId();
  const acquire = (): Promise<boolean> => {
    const now = clock.now();
    const lease = { name: leaseName, holder, now, until: now + leaseMs };
    return store.transaction((tx) => tx.leases.acquire(lease));
  };
  if (!(await acquire())) return null;
  // A renewal that fails is no reason to stop: the lease lasts for two more tries.
  const renewal = setInterval(() => void acquire().catch(() => undefined), renewMs);
  try {
    return { result: await work() };
  } finally {
    clearInterval(renewal);
    await store.transaction((tx) => tx.leases.release(leaseName, holder));
  }
}
