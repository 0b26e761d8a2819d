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
    throw new PitchpipeError({
      code: "REPLAY_BROKEN",
      what: "What reads the replay went away before all of it was taken.",
      why: "Nothing is marked as replayed: the same rows come again next time.",
      whatToDo: "See what the target says, mend that, and replay again.",
      cause: thrown,
    });
  }
}

function replayText({ replayed, held, impossible }: Replayed): string {
  const lines = [`${formatCount(replayed)} ${replayed === 1 ? "row" : "rows"} replayed.`];
  for (const [reason, count] of held) lines.push(`${formatCount(count)} held back still: ${reason}`);
  for (const [reason, count] of impossible) lines.push(`${formatCount(count)} can't be replayed: ${reason}.`);
  return lines.map((line) => `${stripControl(line)}\n`).join("");
}
