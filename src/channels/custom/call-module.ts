import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Json } from "../../lib/canonical-json.ts";
import { messageOf } from "../../lib/errors.ts";
import { workerSource } from "./worker-source.ts";

/** What became of a call of a user's module. */
export type Called =
  | { readonly kind: "answered"; readonly answer: unknown }
  | { readonly kind: "thrown" | "unusable" | "ended"; readonly error: string };

export interface ModuleCall {
  readonly path: string;
  readonly notification: Json;
  readonly options: unknown;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How long a module has, once told to stop, to come to an end of its own. */
const graceMs = 500;
const memoryLimitMb = 256;

/**
 * Calls a module in a thread of its own with the notification, its options, no variables of the environment and no standard
 * streams of ours. The thread is ended with its answer, at the limit, or when stopped. Never throws.
 */
export async function callModule(call: ModuleCall): Promise<Called> {
  const { path, notification, options, timeoutMs, signal } = call;
  const worker = new Worker(workerSource, {
    eval: true,
    env: {},
    argv: [],
    execArgv: [],
    stdin: true,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
    workerData: { url: pathToFileURL(path).href, notification, options },
  });
  const called = Promise.withResolvers<Called>();
  worker.stdout.resume();
  worker.stderr.resume();
  worker.once("message", (said: Called) => called.resolve(said));
  worker.once("error", (thrown) => called.resolve({ kind: "thrown", error: messageOf(thrown) }));
  worker.once("exit", () =>
    called.resolve({ kind: "ended", error: "the module ended its thread without an answer" }),
  );
  const ended = (error: string) => () => called.resolve({ kind: "ended", error });
  const onLimit = setTimeout(
    ended(`no answer within ${timeoutMs / 1000} s; what it did is not known`),
    timeoutMs,
  );
  const giveUp = ended("we stopped waiting before it answered; what it did is not known");
  let onGrace: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    worker.postMessage("stop");
    onGrace = setTimeout(giveUp, graceMs);
  };
  signal.addEventListener("abort", onStop, { once: true });
  if (signal.aborted) onStop();
  const result = await called.promise;
  clearTimeout(onLimit);
  clearTimeout(onGrace);
  signal.removeEventListener("abort", onStop);
  await worker.terminate();
  return result;
}
