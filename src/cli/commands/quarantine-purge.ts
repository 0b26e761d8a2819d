import { userInfo } from "node:os";
import { damagedDocument } from "../../app/documents/quarantine-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { purgeQuarantine } from "../../app/quarantine/purge.ts";
import { parseDuration } from "../../lib/duration.ts";
import { UsageError } from "../../lib/errors.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { sayDamage } from "./quarantine-damage.ts";
import { filterOf, type QuarantineOptions } from "./quarantine-filter.ts";

export interface PurgeCommand extends QuarantineOptions {
  readonly key?: string;
  readonly olderThan?: string;
  readonly by?: string;
  readonly note?: string;
  readonly yes?: boolean;
}

/** `quarantine purge`: erases rows, and says how many. */
export async function purge(
  cli: Cli,
  project: OpenedProject,
  run: string | undefined,
  options: PurgeCommand,
): Promise<void> {
  const { stream, check, key, olderThan } = options;
  const isNarrow = [run, stream, check, key, olderThan].some((given) => given !== undefined);
  if (!isNarrow && options.yes !== true) throw needsYes();
  const purged = await purgeQuarantine(project, {
    ...(await filterOf(project, run, options)),
    ...(key === undefined ? {} : { key }),
    ...(olderThan === undefined ? {} : { before: project.clock.now() - durationOf(olderThan) }),
    by: options.by ?? userInfo().username,
    note: options.note ?? null,
  });
  const { records, files, damaged } = purged;
  if (options.json)
    return printJson(cli, { purged: records, files: [...files], damaged: damaged.map(damagedDocument) });
  sayDamage(cli, damaged);
  cli.stdout.write(
    records === 0
      ? "No row fits: nothing was erased.\n"
      : `${formatCount(records)} ${records === 1 ? "row" : "rows"} erased.\n`,
  );
}

function needsYes(): UsageError {
  return new UsageError({
    code: "USAGE",
    what: "This would erase the whole quarantine.",
    whatToDo: "Say which rows (a run, --stream, --check, --key, --older-than), or add --yes.",
  });
}

function durationOf(text: string): number {
  const duration = parseDuration(text);
  if (duration !== null) return duration;
  throw new UsageError({
    code: "USAGE",
    what: `--older-than ${text} is no duration.`,
    whatToDo: "Write it as 90s, 15m, 26h or 30d.",
  });
}
