import { replayDocument } from "../../app/documents/quarantine-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { type Replayed, replayQuarantine } from "../../app/quarantine/replay.ts";
import { PitchpipeError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { filterOf, type QuarantineOptions } from "./quarantine-filter.ts";

/** `quarantine replay`: rows as a Singer stream on stdout, what became of them on stderr. */
export async function replay(
  cli: Cli,
  project: OpenedProject,
  run: string | undefined,
  options: QuarantineOptions & { readonly again?: boolean },
): Promise<void> {
  if (cli.leadsNowhere?.() === true) throw nobodyReads();
  const filter = await filterOf(project, run, options);
  const replayed = await replayQuarantine(project, {
    ...filter,
    again: options.again === true,
    write: (bytes) => writeOut(cli, bytes),
  });
  if (options.json) cli.stderr.write(`${JSON.stringify(replayDocument(replayed))}\n`);
  else cli.stderr.write(replayText(replayed));
}

/** Settles when the bytes are out of this process. */
async function writeOut(cli: Cli, bytes: Buffer): Promise<void> {
  try {
    if (cli.writeBytes === undefined) cli.stdout.write(bytes.toString("utf8"));
    else await cli.writeBytes(bytes);
  } catch (thrown) {
    throw broken(thrown);
  }
}

function broken(cause: unknown): PitchpipeError {
  const isGone = cause instanceof Error && "code" in cause && cause.code === "EPIPE";
  return new PitchpipeError({
    code: "REPLAY_BROKEN",
    what: isGone
      ? "What reads the replay went away before all of it was taken."
      : `The replay could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    why: "Nothing is marked as replayed: the same rows come again next time.",
    whatToDo: isGone
      ? "See what the target says, mend that, and replay again."
      : "Mend what takes it, and replay again.",
    cause,
  });
}

function nobodyReads(): PitchpipeError {
  return new PitchpipeError({
    code: "REPLAY_BROKEN",
    what: "Nobody takes the replay: stdout is closed, or the null device.",
    why: "Rows that went there would be marked as replayed, and be nowhere.",
    whatToDo: "Lead it into a target or a file; to be rid of rows there is `pitchpipe quarantine purge`.",
  });
}

function replayText({ replayed, held, impossible }: Replayed): string {
  const lines = [`${formatCount(replayed)} ${replayed === 1 ? "row" : "rows"} replayed.`];
  for (const [reason, count] of held) lines.push(`${formatCount(count)} held back still: ${reason}`);
  for (const [reason, count] of impossible) lines.push(`${formatCount(count)} can't be replayed: ${reason}.`);
  return lines.map((line) => `${stripControl(line)}\n`).join("");
}
