import { Command } from "commander";
import { createAlerting } from "../../app/alerting.ts";
import { findRun } from "../../app/find-run.ts";
import { healthEffects } from "../../app/health/effects.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { reconcileDocument } from "../../app/reconcile/document.ts";
import { segmentSentence } from "../../app/reconcile/first-segment.ts";
import { keepDifferences } from "../../app/reconcile/keep-differences.ts";
import {
  differs,
  type ReconciledStream,
  type Reconciliation,
  reconcile,
} from "../../app/reconcile/reconcile.ts";
import { parseDuration } from "../../lib/duration.ts";
import { UsageError } from "../../lib/errors.ts";
import { onOneLine, stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { paintEqual } from "../terminal/equality.ts";
import { formatCount } from "../terminal/run-summary.ts";
import type { Column } from "../terminal/table.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface Options {
  readonly deep?: boolean;
  readonly timeout: string;
  readonly json?: boolean;
}

/** How long channels may take; what is not delivered then is the next tick's. */
const deliverForMs = 5_000;

/** `reconcile`: do tap, mapper, target, and where they can be asked source and tables, count the same? */
export function buildReconcile(cli: Cli): Command {
  return new Command("reconcile")
    .description("Whether tap, mapper and target counted the same. Exit code 1 where they did not.")
    .argument("[run]", "a run's id, its first four or more characters, or `latest`", "latest")
    .option("--deep", "count the rows in the target's tables too, read-only")
    .option("--timeout <TIME>", "with --deep: how long the tables of one target may take", "60s")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe reconcile", "pitchpipe reconcile 0199f2c1 --deep --timeout 5m --json"),
    )
    .action((id: string, options: Options) => withProject(cli, (project) => show(cli, project, id, options)));
}

async function show(
  cli: Cli,
  project: OpenedProject,
  id: string,
  { deep, timeout, json }: Options,
): Promise<void> {
  const run = await findRun(await project.store(), id);
  const found = await reconcile(project, run, {
    source: true,
    deep: deep === true,
    effects: healthEffects(project),
    limitMs: limitOf(timeout),
  });
  if (differs(found)) cli.exitCode = exitCodes.findings;
  if (json) printJson(cli, reconcileDocument(found));
  else print(cli, found);
  const alerting = createAlerting(project);
  if ((await keepDifferences(project, found, alerting)) > 0) await alerting.deliver(deliverForMs);
}

function limitOf(text: string): number {
  const limit = parseDuration(text);
  if (limit !== null && limit > 0) return limit;
  throw new UsageError({
    code: "USAGE",
    what: `--timeout ${text} is no time.`,
    whatToDo: "Give one such as 90s or 5m.",
  });
}

function print(cli: Cli, found: Reconciliation): void {
  printTable(cli, found.streams, columnsFor(cli, found), "No stream of this run was counted by anybody.");
  const lines = [...totalLines(found), ...found.streams.flatMap((stream) => streamLines(stream, cli))];
  if (lines.length > 0) cli.stdout.write(`\n${lines.join("\n")}\n`);
}

function columnsFor(cli: Cli, { deep, streams }: Reconciliation): Column<ReconciledStream>[] {
  const colors = colorsOf(cli);
  const number = (
    title: string,
    value: (stream: ReconciledStream) => number | null,
  ): Column<ReconciledStream> => ({
    title,
    align: "right",
    value: (stream) => formatCount(value(stream)),
  });
  return [
    { title: "stream", value: ({ sides }) => stripControl(sides.stream) },
    number("tap said", ({ sides }) => sides.tapSaid),
    number("mapper saw", ({ sides }) => sides.mapperSaw),
    number("forwarded", ({ sides }) => sides.forwarded),
    number("quarantined", ({ sides }) => sides.quarantined),
    number("dropped", ({ sides }) => sides.dropped),
    number("target said", ({ sides }) => sides.targetSaid),
    ...(streams.some(({ source }) => source !== null)
      ? [number("source rows", ({ source }) => source?.rows ?? null)]
      : []),
    ...(deep ? [number("table rows", ({ rows }) => rows?.rows ?? null)] : []),
    { title: "equal", value: ({ equal }) => paintEqual(equal, colors) },
  ];
}

function totalLines({ totals }: Reconciliation): string[] {
  if (totals.equal !== false) return [];
  return [
    `${formatCount(totals.forwarded)} records were forwarded in all, and the target's reader took in ${formatCount(totals.targetRead)}.`,
  ];
}

function streamLines({ sides, differences, unknown, source, rows }: ReconciledStream, cli: Cli): string[] {
  const colors = colorsOf(cli);
  const told = [source?.verdict, rows?.verdict].flatMap((verdict) =>
    verdict && verdict.kind !== "different" && !unknown.includes(verdict.says) ? [verdict.says] : [],
  );
  const named = (text: string): string => onOneLine(stripControl(`${sides.stream}: ${text}`));
  return [
    ...differences.map(({ message, segment }) =>
      colors.red(named(segment === null ? message : `${message} ${segmentSentence(segment)}`)),
    ),
    ...unknown.map((text) => colors.dim(named(text))),
    ...told.map(named),
  ];
}
