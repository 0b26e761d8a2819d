import { Command } from "commander";
import { measuredDocument, measuredNow } from "../../app/rules/measured.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `metrics show`: every series that was measured, with its newest value. */
export function buildMetrics(cli: Cli): Command {
  const metrics = new Command("metrics").description("What was measured: show.");
  metrics
    .command("show")
    .description("Every series that was measured, with its newest value.")
    .argument("[metric]", "only this metric")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe metrics show", "pitchpipe metrics show run_records --json"))
    .action((metric: string | undefined, { json }: { readonly json?: boolean }) =>
      withProject(cli, async (project) => {
        const series = await measuredNow(project, metric);
        if (json) return printJson(cli, { metrics: series.map(measuredDocument) });
        printTable(
          cli,
          series,
          [
            { title: "metric", value: (one) => stripControl(one.metric) },
            { title: "labels", value: ({ labels }) => stripControl(labelText(labels)) },
            {
              title: "value",
              align: "right",
              value: ({ lastValue }) => String(Number(lastValue.toPrecision(6))),
            },
            {
              title: "at (UTC)",
              value: ({ lastAt }) => new Date(lastAt).toISOString().slice(0, 19).replace("T", " "),
            },
          ],
          "Nothing was measured yet: `pitchpipe tick` and `pitchpipe run` do it.",
        );
      }),
    );
  return metrics;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .filter(([label]) => label !== "project")
    .map(([label, value]) => `${label}=${value}`)
    .join(" ");
}
