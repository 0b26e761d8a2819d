import { Command } from "commander";
import { impactDocument, impactView } from "../../app/lineage/impact-view.ts";
import { lineageDocument } from "../../app/lineage/lineage-document.ts";
import { type LineageQuestion, type LineageView, lineageView } from "../../app/lineage/lineage-view.ts";
import { mermaidOf } from "../../app/lineage/mermaid.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { formatDuration } from "../../lib/duration.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { lineageTree } from "../terminal/lineage-tree.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { buildLineageEmit } from "./lineage-emit.ts";
import { oneOf } from "./one-of.ts";

interface ShowOptions {
  readonly up?: boolean;
  readonly down?: boolean;
  readonly columns?: boolean;
  readonly run?: string;
  readonly format: string;
  readonly json?: boolean;
}

const formats = ["tree", "json", "mermaid"] as const;

/** `lineage show|impact|emit`: from where data comes, where it goes, and what a failed run left stale. */
export function buildLineage(cli: Cli): Command {
  const lineage = new Command("lineage").description(
    "From where data comes and where it goes, down to the column: show, impact, emit.",
  );
  addShow(lineage, cli);
  addImpact(lineage, cli);
  lineage.addCommand(buildLineageEmit(cli));
  return lineage;
}

function addShow(lineage: Command, cli: Cli): void {
  lineage
    .command("show")
    .description("Sources, streams and tables as the last runs left them, or as one run did.")
    .argument(
      "[dataset]",
      "its id, its name, or an end of its name such as raw.orders (default: all of them)",
    )
    .option("--up", "only what it comes from")
    .option("--down", "only where it goes to")
    .option("--columns", "column by column, with renames, drops and masking")
    .option("--run <ID>", "what this run read and wrote; `latest` is one too")
    .option("--format <FORMAT>", `one of: ${formats.join(", ")}`, "tree")
    .option("--json", "one JSON document, as --format json")
    .addHelpText(
      "after",
      examples(
        "pitchpipe lineage show raw.orders --up --columns",
        "pitchpipe lineage show --run latest --json",
      ),
    )
    .action((dataset: string | undefined, options: ShowOptions) =>
      withProject(cli, (project) => show(cli, project, { dataset: dataset ?? null, options })),
    );
}

function addImpact(lineage: Command, cli: Cli): void {
  lineage
    .command("impact")
    .description(
      "What of a dataset, and of all that is made of it, is stale or wrong now because a run failed.",
    )
    .argument("<dataset>", "its id, its name, or an end of its name such as raw.orders")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe lineage impact public.orders", "pitchpipe lineage impact raw.orders --json"),
    )
    .action((dataset: string, options: { readonly json?: boolean }) =>
      withProject(cli, (project) => impact(cli, project, { dataset, json: options.json === true })),
    );
}

async function show(
  cli: Cli,
  project: OpenedProject,
  { dataset, options }: { readonly dataset: string | null; readonly options: ShowOptions },
): Promise<void> {
  const { up = false, down = false, columns = false, run = null } = options;
  const format = options.json === true ? "json" : oneOf("--format", formats, options.format);
  const asked: LineageQuestion = { dataset, up, down, run };
  const view = await lineageView(await project.store(), asked);
  if (format === "json") return printJson(cli, lineageDocument(view, columns));
  if (format === "mermaid") return void cli.stdout.write(`${mermaidOf(view, columns)}\n`);
  const now = project.clock.now();
  const ago = (at: number): string => `${formatDuration(Math.max(0, now - at))} ago`;
  const lines = lineageTree(view, { up, down, columns, colors: colorsOf(cli), ago });
  cli.stdout.write(lines.length === 0 ? emptyText(view) : `${lines.join("\n")}\n`);
  for (const line of versionLines(view, ago)) cli.stdout.write(`${line}\n`);
}

function emptyText({ run }: LineageView): string {
  return run === null
    ? "No lineage has been recorded yet: it comes with the first run that ends.\n"
    : "No lineage was recorded of this run.\n";
}

/** A schema that never changed is not worth a line. */
function versionLines({ versions }: LineageView, ago: (at: number) => string): string[] {
  return [...Map.groupBy(versions, ({ stream }) => stream)].flatMap(([stream, [newest, ...earlier]]) =>
    newest === undefined || earlier.length === 0
      ? []
      : [
          `schema of ${stripControl(stream)}: ${newest.hash.slice(0, 8)} since ${ago(newest.since)}, ${earlier.length} earlier`,
        ],
  );
}

async function impact(
  cli: Cli,
  project: OpenedProject,
  { dataset, json }: { readonly dataset: string; readonly json: boolean },
): Promise<void> {
  const view = await impactView(await project.store(), dataset);
  if (json) return printJson(cli, impactDocument(view));
  printTable(
    cli,
    view.affected,
    [
      { title: "dataset", value: ({ node }) => stripControl(node.name) },
      { title: "where", value: ({ node }) => stripControl(node.namespace) },
      { title: "status", value: ({ status }) => status },
      { title: "run", value: ({ runId }) => runId.slice(0, 8) },
    ],
    `Nothing made of ${stripControl(view.dataset.name)} is stale: the last run of every job on the way went well.`,
  );
}
