import { type CoverageDocument, coverageDocument } from "../../app/documents/coverage-document.ts";
import { findRun } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Run } from "../../model/run.ts";
import { type Cli, exitCodes } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";

/** `audit coverage`: whether every record that was seen lies under a segment, and why not. */
export async function coverage(
  cli: Cli,
  project: OpenedProject,
  { id, json }: { readonly id: string | undefined; readonly json: boolean },
): Promise<void> {
  const store = await project.store();
  const runs = id === undefined ? await store.runs.list({ limit: 20 }) : [await findRun(store, id)];
  const documents = [];
  for (const run of runs) documents.push(await coverageOf(project, run));
  if (documents.some(({ percent }) => percent !== null && percent < 100)) cli.exitCode = exitCodes.findings;
  if (json) return printJson(cli, { runs: documents });
  printTable(
    cli,
    documents,
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
        title: "uninspected",
        align: "right",
        value: (row) => (row.streams.length === 0 ? "-" : formatCount(uninspected(row))),
      },
      {
        title: "why",
        value: (row) => row.reason ?? row.streams.find(({ reason }) => reason !== null)?.reason ?? "",
      },
    ],
    "No run has been seen yet.",
  );
  const [only] = documents;
  if (id !== undefined && only !== undefined && only.streams.length > 0) printStreams(cli, only);
}

function printStreams(cli: Cli, { streams }: CoverageDocument): void {
  cli.stdout.write("\n");
  printTable(
    cli,
    streams,
    [
      { title: "stream", value: (row) => stripControl(row.stream) },
      { title: "records", align: "right", value: (row) => formatCount(row.records) },
      { title: "covered", align: "right", value: (row) => formatCount(row.covered) },
      { title: "uninspected", align: "right", value: (row) => formatCount(row.uninspected) },
      { title: "segments", align: "right", value: (row) => formatCount(row.segments) },
      {
        title: "percent",
        align: "right",
        value: (row) => (row.percent === null ? "unknown" : `${row.percent} %`),
      },
      { title: "why", value: (row) => row.reason ?? "" },
    ],
    "No stream.",
  );
}

/** Records that were passed on without being looked into; they are under segments all the same. */
function uninspected({ streams }: CoverageDocument): number {
  return streams.reduce((sum, stream) => sum + stream.uninspected, 0);
}

async function coverageOf(project: OpenedProject, run: Run): Promise<CoverageDocument> {
  const { blocks } = await project.store();
  return coverageDocument({
    run,
    blocks: await blocks.ofRun(run.runId),
    streams: await blocks.streams(run.runId),
    totals: await blocks.segmentTotals(run.runId),
  });
}
