import { userInfo } from "node:os";
import { Command } from "commander";
import { notFound } from "../../app/find-run.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { type AcceptedMetric, acceptLevel } from "../../app/quality/accept-level.ts";
import { baselinesOf } from "../../app/quality/baselines.ts";
import { checkList } from "../../app/quality/check-list.ts";
import { jobScopes, type SeenJob } from "../../app/quality/job-scopes.ts";
import {
  acceptanceDocument,
  baselineDocument,
  checkDocument,
  shadowDocument,
  streamRunDocument,
} from "../../app/quality/quality-documents.ts";
import { shadowReport } from "../../app/quality/shadow-report.ts";
import { streamRuns } from "../../app/quality/stream-runs.ts";
import { touchinessOf } from "../../app/quality/touchiness.ts";
import { levelMetrics } from "../../model/stream-history.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { oneOf } from "./one-of.ts";
import { suggest } from "./quality-suggest.ts";
import { printAccepted, printBaselines, printChecks, printRuns, printShadow } from "./quality-tables.ts";
import { wholeNumber } from "./whole-number.ts";

interface Options {
  readonly job?: string;
  readonly environment?: string;
  readonly json?: boolean;
  readonly metric?: string;
  readonly limit?: string;
  readonly by?: string;
  readonly file?: string;
}

/** `quality list|baseline|history|suggest|shadow`: what is checked, what is usual, what could be checked. */
export function buildQuality(cli: Cli): Command {
  const quality = new Command("quality").description(
    "What is checked and what is usual: list, baseline, history, suggest, shadow.",
  );
  const sub = (parent: Command, name: string, description: string, ...shown: [string, string]): Command =>
    parent
      .command(name)
      .description(description)
      .option("--job <JOB>", "only this job")
      .option("--environment <NAME>", "the Meltano environment (default: the project's)")
      .option("--json", "one JSON document")
      .addHelpText("after", examples(...shown));
  const act =
    (work: (cli: Cli, asked: Asked, stream: string | undefined) => Promise<void>) =>
    (stream: string | undefined, options: Options, command: Command) =>
      withProject(cli, async (project) => {
        const all: Options = { ...command.optsWithGlobals(), ...options };
        await work(cli, await ask(project, all), stream);
      });
  sub(
    quality,
    "list",
    "Every check of each job's last run, and what it said.",
    "pitchpipe quality list",
    "pitchpipe quality list orders --json",
  )
    .argument("[stream]", "only this stream")
    .action(act(list));
  const baseline = sub(
    quality,
    "baseline",
    "What is usual: the band of each metric, and how the last run stands to it.",
    "pitchpipe quality baseline",
    "pitchpipe quality baseline accept orders --metric records",
  )
    .argument("[stream]", "only this stream")
    .option("--metric <METRIC>", `only this one: ${levelMetrics.join(", ")}`)
    .action(act(showBaseline));
  sub(
    baseline,
    "accept",
    "Makes the last run's level and schema the new normal, at once; a held schema too.",
    "pitchpipe quality baseline accept orders",
    "pitchpipe quality baseline accept orders --metric schema --by ann",
  )
    .argument("<stream>", "the stream")
    .option("--metric <METRIC>", `only this one: ${levelMetrics.join(", ")}, schema`)
    .option("--by <NAME>", "who accepts it (default: you)")
    .action(act(accept));
  sub(
    quality,
    "history",
    "What the newest runs saw of a stream: counts, schema, columns.",
    "pitchpipe quality history orders",
    "pitchpipe quality history orders --limit 5 --json",
  )
    .argument("<stream>", "the stream")
    .option("--limit <N>", "how many runs at most", "20")
    .action(act(history));
  sub(
    quality,
    "suggest",
    "Proposes checks that the data would pass, as YAML, each with its evidence.",
    "pitchpipe quality suggest orders",
    "pitchpipe quality suggest --file capture.singer",
  )
    .argument("[stream]", "the stream; with --file all of them where none is named")
    .option("--file <CAPTURE>", "a captured Singer stream instead of the stored column metrics")
    .action(act(suggest));
  sub(
    quality,
    "shadow",
    "What checks in `mode: shadow` would have done.",
    "pitchpipe quality shadow",
    "pitchpipe quality shadow --job daily-load --limit 50 --json",
  )
    .option("--limit <N>", "how many of each job's newest runs are looked at", "30")
    .action((options: Options) =>
      withProject(cli, async (project) => shadow(cli, await ask(project, options))),
    );
  return quality;
}

/** What was asked for, and where it is looked up. */
export interface Asked {
  readonly project: OpenedProject;
  readonly store: Awaited<ReturnType<OpenedProject["store"]>>;
  readonly options: Options;
  /** The jobs that are meant. */
  readonly jobs: readonly SeenJob[];
}

async function ask(project: OpenedProject, options: Options): Promise<Asked> {
  const store = await project.store();
  const environment = options.environment ?? project.environment;
  const jobs = await jobScopes(store, { project: project.project.name, environment, job: options.job });
  return { project, store, options, jobs };
}

async function list(cli: Cli, { store, jobs, options }: Asked, stream: string | undefined): Promise<void> {
  const checks = await checkList(store, jobs, stream ?? null);
  if (options.json) return printJson(cli, { checks: checks.map(checkDocument) });
  printChecks(cli, checks);
}

async function showBaseline(cli: Cli, asked: Asked, stream: string | undefined): Promise<void> {
  const { project, store, jobs, options } = asked;
  const metric = options.metric === undefined ? null : oneOf("--metric", levelMetrics, options.metric);
  const timezone = project.config.settings.timezone ?? machineZone();
  const baselines = [];
  for (const job of jobs) {
    const touchiness = await touchinessOf(project, store, job);
    const past = await store.quality.pastOfJob(job);
    baselines.push(...baselinesOf(job, past, { stream: stream ?? null, metric, timezone, touchiness }));
  }
  if (options.json) return printJson(cli, { baselines: baselines.map(baselineDocument) });
  printBaselines(cli, baselines);
}

async function accept(cli: Cli, asked: Asked, stream: string | undefined): Promise<void> {
  const { project, store, jobs, options } = asked;
  const names: readonly AcceptedMetric[] = [...levelMetrics, "schema"];
  const metric = options.metric === undefined ? null : oneOf("--metric", names, options.metric);
  const request = {
    stream: stream ?? "",
    metric,
    by: options.by ?? userInfo().username,
    at: project.clock.now(),
  };
  const accepted = await acceptLevel(store, jobs, request);
  if (options.json) return printJson(cli, { accepted: accepted.map(acceptanceDocument) });
  printAccepted(cli, accepted);
}

async function history(cli: Cli, { store, jobs, options }: Asked, stream = ""): Promise<void> {
  const runs = await streamRuns(store, jobs, {
    stream,
    limit: wholeNumber("--limit", options.limit ?? "20"),
  });
  if (runs.length === 0)
    throw notFound(`No run had a stream ${stream}.`, "`pitchpipe quality baseline` lists the streams.");
  if (options.json) return printJson(cli, { stream, runs: runs.map(streamRunDocument) });
  printRuns(cli, runs);
}

async function shadow(cli: Cli, { store, jobs, options }: Asked): Promise<void> {
  const rows = await shadowReport(store, jobs, wholeNumber("--limit", options.limit ?? "30"));
  if (options.json) return printJson(cli, { shadow: rows.map(shadowDocument) });
  printShadow(cli, rows);
}

function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
