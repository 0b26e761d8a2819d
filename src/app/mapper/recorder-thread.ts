import { Worker } from "node:worker_threads";
import { messageOf } from "../../lib/errors.ts";
import type { Fact, FactRecorder, Recorded } from "../../model/fact.ts";
import type { JobPast, PastQuery } from "../../model/stream-history.ts";
import { packFacts } from "./packed-facts.ts";
import type { RecorderAnswer, RecorderOrder, RecorderPlace } from "./recorder-worker.ts";

export interface ThreadOptions {
  readonly place: RecorderPlace;
  /** The file whose worker side calls `serveRecorder`. */
  readonly workerUrl: URL;
  readonly onTrouble: (message: string) => void;
}

/** A recorder in a thread of its own. Close it to let what it has been given reach the store and the process end. */
export interface RecorderThread extends FactRecorder {
  /** What is known of the run's job from earlier runs; `null` where the store can't be read. */
  past(query: PastQuery): Promise<JobPast | null>;
  close(): Promise<void>;
}

/**
 * The thread handles small batches; without limits its heap would grow lazily to many times what it needs. With less room for
 * what is young, segments on their way to the store would be copied again and again.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 256 };

/** Starts the thread at the first call. When it dies, all it was given and will be given is lost, and says so. */
export function recorderThread(options: ThreadOptions): RecorderThread {
  const waiting = new Map<number, (recorded: Recorded) => void>();
  const asking = new Map<number, (past: JobPast | null) => void>();
  let worker: Worker | null = null;
  let isDead = false;
  let count = 0;
  let onClosed: () => void = () => undefined;
  const die = (reason: string): void => {
    if (!isDead) options.onTrouble(reason);
    isDead = true;
    for (const settle of waiting.values()) settle("lost");
    waiting.clear();
    for (const settle of asking.values()) settle(null);
    asking.clear();
    onClosed();
  };
  const start = (): Worker => {
    const started = new Worker(options.workerUrl, {
      workerData: options.place,
      resourceLimits,
      // Else Node would open our stdout and stderr for it, and fail where we have stdout open already: Singer's pipe is ours.
      stdout: true,
      stderr: true,
    });
    started.on("message", (answer: RecorderAnswer) => {
      if (answer === "closed") onClosed();
      else if ("trouble" in answer) options.onTrouble(answer.trouble);
      else if ("past" in answer) {
        asking.get(answer.id)?.(answer.past);
        asking.delete(answer.id);
      } else {
        waiting.get(answer.id)?.(answer.recorded);
        waiting.delete(answer.id);
      }
    });
    started.on("error", (error) => die(`the recorder's thread ended: ${error.message}`));
    started.on("exit", () => die("the recorder's thread ended"));
    return started;
  };
  let early: RecorderOrder[] | null = null;
  /** The thread begins a turn later: what lies in the pipe already goes first. */
  const order = (message: RecorderOrder): void => {
    if (worker !== null) worker.postMessage(message);
    else if (early !== null) early.push(message);
    else {
      early = [message];
      setImmediate(() => {
        try {
          worker = start();
        } catch (thrown) {
          die(`the recorder's thread could not start: ${messageOf(thrown)}`);
        }
        for (const each of early ?? []) worker?.postMessage(each);
      });
    }
  };
  return {
    record: (facts: readonly Fact[]) =>
      new Promise((settle) => {
        if (isDead) {
          settle("lost");
          return;
        }
        waiting.set(++count, settle);
        order({ id: count, facts: packFacts(facts) });
      }),
    past: (query: PastQuery) =>
      new Promise((settle) => {
        if (isDead) {
          settle(null);
          return;
        }
        asking.set(++count, settle);
        order({ id: count, past: query });
      }),
    close: async () => {
      if (early === null || isDead) return;
      const closed = new Promise<void>((resolve) => {
        onClosed = resolve;
      });
      order("close");
      await closed;
      isDead = true;
      await worker?.terminate();
    },
  };
}
