import { type Command, Option } from "commander";
import { pastMoment } from "../../app/alerts/moment.ts";
import type { EntryFilter } from "../../app/audit/entries.ts";
import { findRun } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { UsageError } from "../../lib/errors.ts";
import { entryKinds } from "../../model/audit-entry.ts";
import { oneOf } from "./one-of.ts";

/** Which entries a command line means. */
export interface FilterOptions {
  readonly run?: string;
  readonly stream?: string;
  readonly actor?: string;
  readonly kind: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

export function filterOptions(command: Command): Command {
  return command
    .option("--run <ID>", "only about this run: its id, the first four or more characters, or `latest`")
    .option("--stream <STREAM>", "only about this stream")
    .option("--actor <NAME>", "only what this program or person did")
    .addOption(manyOption("--kind <KIND>", "only of this kind, such as segment; may be given again", "all"))
    .option("--since <TIME>", "only from then on: 7d ago, or 2026-01-31T08:00")
    .option("--until <TIME>", "only from before then");
}

/** An option that may be given again; `none` says what holds without it. */
export function manyOption(flags: string, description: string, none: string): Option {
  const collect = (value: string, before: readonly string[]): string[] => [...before, value];
  return new Option(flags, description).argParser(collect).default([], none);
}

/** Raises `NOT_FOUND` or `AMBIGUOUS_ID` for a run that is none, `USAGE` for a kind or time that is none. */
export async function entryFilter(project: OpenedProject, options: FilterOptions): Promise<EntryFilter> {
  const { run, stream, actor, kind, since, until } = options;
  return {
    ...(run === undefined ? {} : { runId: await auditedRun(project, run) }),
    ...(stream === undefined ? {} : { stream }),
    ...(actor === undefined ? {} : { actor }),
    ...(kind.length === 0 ? {} : { kinds: kind.map((one) => oneOf("--kind", entryKinds, one)) }),
    ...periodOf(project, { since, until }),
  };
}

/** Raises `USAGE` for a period in which nothing can be. */
function periodOf(
  project: OpenedProject,
  { since, until }: { readonly since: string | undefined; readonly until: string | undefined },
): Pick<EntryFilter, "since" | "until"> {
  const from = since === undefined ? undefined : momentOf(project, "--since", since);
  const to = until === undefined ? undefined : momentOf(project, "--until", until);
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError({
      code: "USAGE",
      what: `--until ${until} is not after --since ${since}.`,
      why: "Nothing can lie between the two.",
      whatToDo: "Give the earlier time to --since, the later one to --until.",
    });
  return { ...(from === undefined ? {} : { since: from }), ...(to === undefined ? {} : { until: to }) };
}

/** A time in the past, of a command line. */
export function momentOf({ clock, config }: OpenedProject, option: string, text: string): number {
  return pastMoment({ option, text, now: clock.now(), zone: config.settings.timezone });
}

/** A run that somebody means: its entries may still be there when the run itself is gone. */
export async function auditedRun(project: OpenedProject, id: string): Promise<string> {
  const store = await project.store();
  try {
    return (await findRun(store, id)).runId;
  } catch (thrown) {
    const chains = id.length < 4 ? [] : [...(await store.audit.heads()).keys()];
    const [only, another] = chains.filter((chain) => chain.startsWith(id.toLowerCase()));
    if (only === undefined || another !== undefined) throw thrown;
    return only;
  }
}
