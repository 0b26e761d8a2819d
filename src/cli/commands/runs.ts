import { Command } from "commander";
import { readRunRecord, runDocument, runRow } from "../../app/documents/run-document.ts";
import { findRun } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type RunStatus, runStatuses } from "../../model/run.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { formatCount, formatSeconds, paintStatus, renderRunSummary } from "../terminal/run-summary.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { buildRunsDiff } from "./runs-diff.ts";
import { buildRunsErrors } from "./runs-errors.ts";
import { buildRunsProof } from "./runs-proof.ts";
import { wholeNumber } from "./whole-number.ts";

interface ListOptions {
  readonly job?: string;
  readonly status?: string;
  readonly limit: string;
  readonly json?: boolean;
}

/** `runs list`, `runs show` and `runs logs`: what was seen of the runs, newest first. */
export function buildRuns(cli: Cli): Command {
  const runs = new Command("runs").description(
    "What was seen of the runs: list, show, logs, diff, errors, proof.",
  );
  runs
    .command("list")
    .description("The runs, newest first.")
    .option("--job <JOB>", "only runs of this job")
    .option("--status <STATUS>", `only runs with this status (${runStatuses.join(", ")})`)
    .option("--limit <N>", "how many at most", "20")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe runs list --status failed", "pitchpipe runs list --job daily-load --json"),
    )
    .action((options: ListOptions) => withProject(cli, (project) => list(cli, project, options)));
  runs
    .command("show")
    .description("One run whole: streams, counts, who was slow, what was wrong.")
    .argument("<id>", "a run's id, its first four or more characters, or `latest`")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe runs show latest", "pitchpipe runs show 0199f2c1 --json"))
    .action((id: string, options) =>
      withProject(cli, (project) => show(cli, project, id, options.json === true)),
    );
  runs
    .command("logs")
    .description("The run's log as it was stored: redacted, whole lines.")
    .argument("<id>", "a run's id, its first four or more characters, or `latest`")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe runs logs latest", "pitchpipe runs logs 0199f2c1 | grep -i error"),
    )
    .action((id: string, options) =>
      withProject(cli, (project) => logs(cli, project, id, options.json === true)),
    );
  runs.addCommand(buildRunsDiff(cli));
  runs.addCommand(buildRunsErrors(cli));
  runs.addCommand(buildRunsProof(cli));
  return runs;
}

async function list(cli: Cli, project: OpenedProject, options: ListOptions): Promise<void> {
  const store = await project.store();
  const runs = await store.runs.list({
    limit: wholeNumber("--limit", options.limit),
    ...(options.job === undefined ? {} : { job: options.job }),
    ...(options.status === undefined ? {} : { statuses: [statusNamed(options.status)] }),
  });
  const rows = [];
  for (const run of runs)
    rows.push(runRow(run, await store.blocks.ofRun(run.runId), await store.findings.count(run.runId)));
  if (options.json) return printJson(cli, { runs: rows });
  const colors = colorsOf(cli);
  printTable(
    cli,
    rows,
    [
      { title: "run", value: (row) => shortId(row.run_id) },
      { title: "started", value: (row) => row.started_at.slice(0, 19).replace("T", " ") },
      { title: "job", value: (row) => stripControl(row.job) },
      { title: "status", value: (row) => paintStatus(row.status, colors) },
      { title: "duration", align: "right", value: (row) => formatSeconds(row.duration_seconds) },
      { title: "records", align: "right", value: (row) => formatCount(row.records) },
      { title: "findings", align: "right", value: (row) => formatCount(row.findings) },
      { title: "cause", value: (row) => stripControl(row.cause ?? "").slice(0, 80) },
    ],
    "No run has been seen yet. Run one: `pitchpipe run tap-x watch target-y`.",
  );
}

async function show(cli: Cli, project: OpenedProject, id: string, json: boolean): Promise<void> {
  const store = await project.store();
  const document = runDocument(await readRunRecord(store, await findRun(store, id)));
  if (json) return printJson(cli, document);
  cli.stdout.write(renderRunSummary(document, { color: cli.stdout.isTTY, colors: colorsOf(cli) }));
}

async function logs(cli: Cli, project: OpenedProject, id: string, json: boolean): Promise<void> {
  const store = await project.store();
  const run = await findRun(store, id);
  const lines: string[] = [];
  for await (const chunk of store.runs.log(run.runId)) {
    if (json) lines.push(...chunk.lines);
    else cli.stdout.write(chunk.lines.map((line) => `${stripControl(line)}\n`).join(""));
  }
  if (json) printJson(cli, { run_id: run.runId, lines });
}

function statusNamed(text: string): RunStatus {
  const status = runStatuses.find((known) => known === text);
  if (status !== undefined) return status;
  throw new UsageError({
    code: "USAGE",
    what: `There is no run status ${text}.`,
    whatToDo: `Take one of: ${runStatuses.join(", ")}.`,
  });
}
