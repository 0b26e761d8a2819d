import { Command } from "commander";
import { acknowledgeAlert } from "../../app/alerts/acknowledge-alert.ts";
import { type AlertQuery, listAlerts } from "../../app/alerts/alert-listing.ts";
import { findAlert } from "../../app/alerts/find-alert.ts";
import { readAlertDocument } from "../../app/documents/alert-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { alertStatuses } from "../../model/alert.ts";
import { severities } from "../../model/severity.ts";
import { alertTypes } from "../../model/signal.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { type AlertView, paintSeverity, plainView, renderAlert, shortTime } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { buildAlertsSend } from "./alerts-send.ts";
import { examples } from "./examples.ts";
import { collect, keyValues } from "./key-values.ts";
import { oneOf } from "./one-of.ts";
import { wholeNumber } from "./whole-number.ts";

interface ListOptions {
  readonly status?: string;
  readonly type?: string;
  readonly severity?: string;
  readonly job?: string;
  readonly label: readonly string[];
  readonly limit: string;
  readonly json?: boolean;
}

/** `alerts list`, `show`, `ack` and `send`: what is wrong, who was told, and how that went. */
export function buildAlerts(cli: Cli): Command {
  const alerts = new Command("alerts").description("What is wrong and who was told: list, show, ack, send.");
  alerts
    .command("list")
    .description("Every open alert and the newest others; with --status only those.")
    .option("--status <STATUS>", `only with this status (${alertStatuses.join(", ")})`)
    .option("--type <TYPE>", "only of this type, such as pipeline_failure")
    .option("--severity <SEVERITY>", `only of this severity (${severities.join(", ")})`)
    .option("--job <JOB>", "only of this job")
    .option("--label <KEY=VALUE>", "only with this label; can be given several times", collect, [])
    .option("--limit <N>", "how many at most (open ones are always shown)", "20")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe alerts list --status active", "pitchpipe alerts list --job daily-load --json"),
    )
    .action((options: ListOptions) => withProject(cli, (project) => list(cli, project, options)));
  alerts
    .command("show")
    .description("One alert whole: its history, who was told, every try to tell them.")
    .argument("<id>", "an alert's id, its first four or more characters, or `latest`")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe alerts show latest", "pitchpipe alerts show a1b2c3d4 --json"))
    .action((id: string, options: { readonly json?: boolean }) =>
      withProject(cli, (project) => show(cli, project, { id, json: options.json === true })),
    );
  alerts
    .command("ack")
    .description("Say that somebody has it in hand. Its end is told all the same.")
    .argument("<id>", "an alert's id, its first four or more characters, or `latest`")
    .option("--by <NAME>", "who; else this system's user")
    .option("--note <TEXT>", "what the others should know")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        'pitchpipe alerts ack a1b2c3d4 --note "restarting the source"',
        "pitchpipe alerts ack latest --by ana",
      ),
    )
    .action((id: string, options: AckOptions) =>
      withProject(cli, (project) => ack(cli, project, { id, ...options })),
    );
  alerts.addCommand(buildAlertsSend(cli));
  return alerts;
}

async function list(cli: Cli, project: OpenedProject, options: ListOptions): Promise<void> {
  const query = queryOf(options);
  const store = await project.store();
  const documents = [];
  for (const alert of await listAlerts(store, query)) documents.push(await readAlertDocument(store, alert));
  if (options.json) return printJson(cli, { alerts: documents });
  const colors = colorsOf(cli);
  printTable(
    cli,
    plainView(documents as unknown as AlertView[]),
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
  if (query.statuses === undefined && documents.length > 0)
    cli.stdout.write(`Every open alert, and the newest ${query.limit} of all.\n`);
}

function queryOf({ status, type, severity, job, label, limit }: ListOptions): AlertQuery {
  return {
    ...(status === undefined ? {} : { statuses: [oneOf("--status", alertStatuses, status)] }),
    ...(type === undefined ? {} : { types: [oneOf("--type", alertTypes, type)] }),
    ...(severity === undefined ? {} : { severities: [oneOf("--severity", severities, severity)] }),
    labels: { ...keyValues("--label", label), ...(job === undefined ? {} : { job }) },
    limit: wholeNumber("--limit", limit),
  };
}

interface AckOptions {
  readonly by?: string;
  readonly note?: string;
  readonly json?: boolean;
}

async function ack(
  cli: Cli,
  project: OpenedProject,
  request: AckOptions & { readonly id: string },
): Promise<void> {
  const { id, by = null, note = null, json } = request;
  const alert = await acknowledgeAlert(project, { id, by, note });
  if (json) return printJson(cli, await readAlertDocument(await project.store(), alert));
  const title = stripControl(alert.title);
  cli.stdout.write(`Acknowledged by ${stripControl(alert.acknowledgedBy ?? "")}: ${title}\n`);
}

async function show(
  cli: Cli,
  project: OpenedProject,
  { id, json }: { readonly id: string; readonly json: boolean },
): Promise<void> {
  const store = await project.store();
  const document = await readAlertDocument(store, await findAlert(store, id));
  if (json) return printJson(cli, document);
  cli.stdout.write(renderAlert(plainView(document as unknown as AlertView), colorsOf(cli)));
}
