import { Command } from "commander";
import { auditEntries } from "../../app/documents/audit-document.ts";
import { coverageDocument } from "../../app/documents/coverage-document.ts";
import { findRun } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { formatByteSize } from "../../lib/byte-size.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Run } from "../../model/run.ts";
import { type Cli, exitCodes } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./whole-number.ts";

interface ListOptions {
  readonly run?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/** `audit list` and `audit coverage`: which records passed, under which digests, and whether that is all of them. */
export function buildAudit(cli: Cli): Command {
  const audit = new Command("audit").description("The account of what passed: list, coverage.");
  audit
    .command("list")
    .description("The audited segments: the records of a stream between two STATEs, with their digest.")
    .option("--run <ID>", "only of this run")
    .option("--limit <N>", "how many at most (default: 100, with --json all)")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe audit list --run latest", "pitchpipe audit list --json"))
    .action((options: ListOptions) => withProject(cli, (project) => list(cli, project, options)));
  audit
    .command("coverage")
    .description("How many of a run's records lie under audited segments. Exit code 1 where it is not all.")
    .argument("[run]", "a run's id, its first four or more characters, or `latest`; else the newest 20")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe audit coverage latest", "pitchpipe audit coverage --json"))
    .action((id: string | undefined, options: { readonly json?: boolean }) =>
      withProject(cli, (project) => coverage(cli, project, { id, json: options.json === true })),
    );
  return audit;
}

async function list(cli: Cli, project: OpenedProject, options: ListOptions): Promise<void> {
  const store = await project.store();
  const runId = options.run === undefined ? null : (await findRun(store, options.run)).runId;
  const limit = options.limit === undefined ? null : wholeNumber("--limit", options.limit);
  const entries = [];
  const most = limit ?? (options.json ? Number.POSITIVE_INFINITY : 100);
  for await (const entry of auditEntries(store, { runId, limit: most })) entries.push(entry);
  if (options.json) return printJson(cli, { entries });
  printTable(
    cli,
    entries.map((entry) => entry as unknown as EntryRow),
    [
      { title: "#", align: "right", value: (row) => String(row.sequence) },
      { title: "at", value: (row) => row.at.slice(0, 19).replace("T", " ") },
      { title: "run", value: (row) => shortId(row.run_id) },
      { title: "stream", value: (row) => stripControl(row.stream) },
      { title: "records", align: "right", value: (row) => formatCount(row.body.records) },
      { title: "bytes", align: "right", value: (row) => formatByteSize(row.body.bytes) },
      { title: "sha256", value: (row) => row.body.sha256.slice(0, 16) },
      { title: "closed by", value: (row) => row.body.closed_by },
    ],
    "Nothing is audited yet: put `watch` between tap and target.",
  );
}

interface EntryRow {
  readonly sequence: number;
  readonly at: string;
  readonly run_id: string;
  readonly stream: string;
  readonly body: {
    readonly records: number;
    readonly bytes: number;
    readonly sha256: string;
    readonly closed_by: string;
  };
}

async function coverage(
  cli: Cli,
  project: OpenedProject,
  { id, json }: { readonly id: string | undefined; readonly json: boolean },
): Promise<void> {
  const store = await project.store();
  const runs = id === undefined ? await store.runs.list({ limit: 20 }) : [await findRun(store, id)];
  const documents = [];
  for (const run of runs) documents.push(await coverageOf(project, run));
  if (documents.some((document) => typeof document["percent"] === "number" && document["percent"] < 100))
    cli.exitCode = exitCodes.findings;
  if (json) return printJson(cli, { runs: documents });
  printTable(
    cli,
    documents as unknown as CoverageRow[],
    [
      { title: "run", value: (row) => shortId(row.run_id) },
      { title: "job", value: (row) => stripControl(row.job) },
      { title: "status", value: (row) => row.status },
      {
        title: "covered",
        align: "right",
        value: (row) => (row.percent === null ? "unknown" : `${row.percent} %`),
      },
      {
        title: "why",
        value: (row) => row.reason ?? row.streams.find(({ reason }) => reason !== null)?.reason ?? "",
      },
    ],
    "No run has been seen yet.",
  );
}

interface CoverageRow {
  readonly run_id: string;
  readonly job: string;
  readonly status: string;
  readonly percent: number | null;
  readonly reason: string | null;
  readonly streams: readonly { readonly reason: string | null }[];
}

async function coverageOf(project: OpenedProject, run: Run): Promise<{ readonly [key: string]: Json }> {
  const { blocks } = await project.store();
  return coverageDocument({
    run,
    blocks: await blocks.ofRun(run.runId),
    streams: await blocks.streams(run.runId),
    totals: await blocks.segmentTotals(run.runId),
  });
}
