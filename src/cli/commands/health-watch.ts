import { setTimeout as sleep } from "node:timers/promises";
import { healthDocument } from "../../app/health/health-document.ts";
import type { Look, Seen } from "../../app/health/look.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";

/** Timers can't wait longer. */
const longestWaitMs = 2 ** 31 - 1;

export interface Watching {
  readonly json: boolean;
  readonly everyMs: number;
  readonly now: () => number;
  /** So many looks, then it ends. */
  readonly most: number;
  readonly look: (signal: AbortSignal) => Promise<Look>;
  /** Prints a look whole, for a terminal. */
  readonly print: (look: Look) => void;
  /** Sets the exit code by a look, and tells what changed. */
  readonly finish: (look: Look) => Promise<void>;
}

/**
 * Looks again and again until somebody stops it or nobody reads any more. A terminal is drawn anew each time; elsewhere a
 * line is written for each check that changed. The exit code is that of the last whole look.
 */
export async function watchHealth(cli: Cli, watching: Watching): Promise<void> {
  const stopping = new AbortController();
  const stopListening = cli.onStop?.(() => stopping.abort());
  let before: ReadonlyMap<string, string> = new Map();
  try {
    for (let done = 1; ; done += 1) {
      const look = await watching.look(stopping.signal);
      if (stopping.signal.aborted) return;
      before = show(cli, watching, look, before);
      cli.exitCode = exitCodes.clean;
      await watching.finish(look);
      if (done >= watching.most || cli.stdout.isGone === true) return;
      await sleep(Math.min(watching.everyMs, longestWaitMs), undefined, { signal: stopping.signal });
    }
  } catch (thrown) {
    if (!stopping.signal.aborted) throw thrown;
  } finally {
    stopListening?.();
  }
}

type Shown = ReadonlyMap<string, string>;

function show(cli: Cli, { json, everyMs, now, print }: Watching, look: Look, before: Shown): Shown {
  const at = `${new Date(now()).toISOString().slice(0, 19)}Z`;
  if (json) cli.stdout.write(`${JSON.stringify(healthDocument(look))}\n`);
  else if (cli.stdout.isTTY) {
    cli.stdout.write("\u001b[H\u001b[2J");
    print(look);
    cli.stdout.write(`${at}, again every ${everyMs / 1000} s; Ctrl-C ends it\n`);
  } else return showChanges(cli, look, at, before);
  return before;
}

/** A line for each check that is not as it was, and one for the whole. */
function showChanges(cli: Cli, look: Look, at: string, before: Shown): Shown {
  const rows = [
    ...look.checks.map((seen) => ({ name: seen.check, status: seen.status, says: healthSentence(seen) })),
    { name: "all", status: look.status, says: "" },
  ];
  for (const { name, status, says } of rows) {
    if (before.get(name) === status) continue;
    const line = `${name} ${status}${says === "" ? "" : `: ${says}`}`;
    cli.stdout.write(`${at} ${stripControl(line)}\n`);
  }
  return new Map(rows.map(({ name, status }) => [name, status]));
}

/** What was seen of a check, and who is to blame. */
export function healthSentence({ message, rootCause }: Seen): string {
  return rootCause === null ? message : `${message} (because of ${rootCause})`;
}
