import type { Command } from "commander";
import { drawGraph, graphDocument, healthGraph } from "../../app/health/graph-listing.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { healthPaint } from "../terminal/health-paint.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

/** `health graph`: who waits for whom. */
export function addHealthGraph(health: Command, cli: Cli): void {
  health
    .command("graph")
    .description("Who depends on whom, with what was last seen of each.")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe health graph", "pitchpipe health graph --json"))
    .action((options: { readonly json?: boolean }, command: Command) =>
      withProject(cli, async (project) => {
        const graph = await healthGraph(project);
        if (options.json ?? command.optsWithGlobals()["json"]) return printJson(cli, graphDocument(graph));
        const paint = healthPaint(colorsOf(cli));
        // Colours are put on after the names were cleaned.
        const clean = {
          ...graph,
          nodes: graph.nodes.map((node) => ({ ...node, type: stripControl(node.type) })),
        };
        const lines = drawGraph(clean, paint);
        cli.stdout.write(lines.length === 0 ? "There is nothing to look at.\n" : `${lines.join("\n")}\n`);
      }),
    );
}
