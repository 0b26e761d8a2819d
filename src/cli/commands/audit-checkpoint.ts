import { resolve } from "node:path";
import { authorOf } from "../../app/alerts/author.ts";
import { deliverCheckpoint } from "../../app/audit/deliver-checkpoint.ts";
import { makeCheckpoint } from "../../app/audit/make-checkpoint.ts";
import { refuseOtherFile, writeCheckpoint } from "../../app/audit/write-checkpoint.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { PitchpipeError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";

interface CheckpointOptions {
  readonly out?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** `audit checkpoint`: one is made, kept, and given to every place outside that is configured or named. */
export async function checkpoint(
  cli: Cli,
  project: OpenedProject,
  options: CheckpointOptions,
): Promise<void> {
  const out = options.out === undefined ? null : resolve(cli.cwd, options.out);
  if (out !== null) refuseOtherFile(out);
  const made = await makeCheckpoint(project, { actor: authorOf(options.by), onlyNews: false });
  if (made === null) {
    if (options.json) return printJson(cli, null);
    cli.stdout.write("The account has no entry yet: there is nothing to sign.\n");
    return;
  }
  if (out !== null) writeCheckpoint(out, made, project.newId());
  const delivered = await deliverCheckpoint(project, { atOnce: true });
  if (options.json) printJson(cli, made);
  else {
    const places = [out, delivered?.path ?? null, delivered?.url ?? null].filter((place) => place !== null);
    const lines = [
      `signed   ${formatCount(made.entries)} ${made.entries === 1 ? "entry" : "entries"}, at ${made.at}`,
      `key      ${made.key}`,
      ...(delivered?.error ? [] : places.map((place) => `kept     ${stripControl(place)}`)),
    ];
    cli.stdout.write(lines.map((line) => `${line}\n`).join(""));
  }
  if (delivered?.error)
    throw new PitchpipeError({
      code: "CHECKPOINT_UNDELIVERED",
      what: delivered.error,
      why: "The checkpoint is made and kept in the store.",
      whatToDo: "Mend the place it should go to; `pitchpipe tick` tries again.",
    });
}
