import { Command } from "commander";
import { parsePing, ping } from "../../app/sla/ping.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `ping`: what a job that we don't wrap tells of itself. */
export function buildPing(cli: Cli): Command {
  return new Command("ping")
    .description(
      "Tell of a job that pitchpipe does not run: that it starts, succeeded, failed, or its exit code.",
    )
    .argument("<job>", "the job's name")
    .argument("<what>", "start, success, fail, or an exit code from 0 to 255")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe ping nightly-export start", './export.sh; pitchpipe ping nightly-export "$?"'),
    )
    .action((job: string, word: string, options: { readonly json?: boolean }) => {
      const what = parsePing(word);
      return withProject(cli, async (project) => {
        const run = await ping(project, job, what);
        if (options.json)
          return printJson(cli, {
            run_id: run.runId,
            job: run.job,
            status: run.status,
            exit_code: run.exitCode,
            started_at: toTimestamp(run.startedAt),
            ended_at: toTimestamp(run.endedAt),
          });
        cli.stdout.write(`${stripControl(run.job)}: ${run.status} (run ${shortId(run.runId)})\n`);
      });
    });
}
