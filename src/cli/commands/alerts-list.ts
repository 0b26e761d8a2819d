import { Command } from "commander";
import { type AlertQuery, listAlerts } from "../../app/alerts/alert-listing.ts";
import { pastMoment } from "../../app/alerts/moment.ts";
import { readAlertDocument } from "../../app/documents/alert-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { shortId } from "../../lib/short-id.ts";
import { alertStatuses } from "../../model/alert.ts";
import { severities } from "../../model/severity.ts";
import { alertTypes } from "../../model/signal.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { paintSeverity, plainView, shortTime } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { collect, keyValues } from "./key-values.ts";
import { oneOf } from "./one-of.ts";
import { wholeNumber } from "./whole-number.ts";

interface ListOptions {
  readonly status: readonly string[];
  readonly type: readonly string[];
  readonly severity: readonly string[];
  readonly job?: string;
  readonly label: readonly string[];
  readonly name?: string;
  readonly since?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/** `alerts list`: what is wrong now, and what was. */
export function buildAlertsList(cli: Cli): Command {
  return new Command("list")
    .description("Every open alert and the newest others; with --status or --since only those.")
    .option("--status <STATUS>", `only with this status (${alertStatuses.join(", ")})`, collect, [])
    .option("--type <TYPE>", "only of this type, such as pipeline_failure", collect, [])
    .option("--severity <SEVERITY>", `only of this severity (${severities.join(", ")})`, collect, [])
    .option("--job <JOB>", "only of this job")
    .option("--label <KEY=VALUE>", "only with this label; can be given several times", collect, [])
    .option("--name <NAME>", "only of this name")
    .option("--since <TIME>", "only seen since then: 7d ago, or 2026-01-31T08:00")
    .option("--limit <N>", "how many at most (default: 20 and every open one; with --since 1000)")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe alerts list --status active --since 7d",
        "pitchpipe alerts list --job daily-load --json",
      ),
    )
    .action((options: ListOptions) => withProject(cli, (project) => list(cli, project, options)));
}

async function list(cli: Cli, project: OpenedProject, options: ListOptions): Promise<void> {
  const query = queryOf(project, options);
  const store = await project.store();
  const documents = [];
  for (const alert of await listAlerts(store, query)) documents.push(await readAlertDocument(store, alert));
  if (options.json) return printJson(cli, { alerts: documents });
  const colors = colorsOf(cli);
  printTable(
    cli,
    plainView(documents),
    [
      { title: "alert", value: ({ id }) => shortId(id) },
      { title: "last seen (UTC)", value: ({ last_seen_at }) => shortTime(last_seen_at) },
      { title: "severity", value: ({ severity }) => paintSeverity(severity, colors) },
      { title: "status", value: ({ status }) => status },
      { title: "type", value: ({ type }) => type },
      { title: "count", align: "right", value: ({ count }) => String(count) },
      { title: "title", value: ({ title }) => title.replaceAll("\n", " ").slice(0, 80) },
    ],
    "No alert.",
  );
  if (query.statuses === undefined && query.seenSince === undefined && documents.length > 0)
    cli.stdout.write(`Every open alert, and the newest ${query.limit} of all.\n`);
}

function queryOf({ clock, config }: OpenedProject, options: ListOptions): AlertQuery {
  const { status, type, severity, job, label, name, since, limit } = options;
  const words = <Word extends string>(option: string, known: readonly Word[], given: readonly string[]) =>
    given.length === 0 ? undefined : given.map((text) => oneOf(option, known, text));
  const [statuses, types, grades] = [
    words("--status", alertStatuses, status),
    words("--type", alertTypes, type),
    words("--severity", severities, severity),
  ];
  const zone = config.settings.timezone;
  return {
    ...(statuses === undefined ? {} : { statuses }),
    ...(types === undefined ? {} : { types }),
    ...(grades === undefined ? {} : { severities: grades }),
    ...(name === undefined ? {} : { name }),
    ...(since === undefined
      ? {}
      : { seenSince: pastMoment({ option: "--since", text: since, now: clock.now(), zone }) }),
    labels: { ...keyValues("--label", label), ...(job === undefined ? {} : { job }) },
    limit: wholeNumber("--limit", limit ?? (since === undefined ? "20" : "1000")),
  };
}
