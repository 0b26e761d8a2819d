import { Command } from "commander";
import { acknowledgeAlert } from "../../app/alerts/acknowledge-alert.ts";
import { findAlert } from "../../app/alerts/find-alert.ts";
import { readAlertDocument } from "../../app/documents/alert-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { type AlertView, plainView, renderAlert } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { buildAlertsDeliveries } from "./alerts-deliveries.ts";
import { buildAlertsList } from "./alerts-list.ts";
import { buildAlertsSend } from "./alerts-send.ts";
import { buildAlertsStats } from "./alerts-stats.ts";
import { examples } from "./examples.ts";

/** `alerts …`: what is wrong, who was told and how that went, and what people do about it. */
export function buildAlerts(cli: Cli): Command {
  const alerts = new Command("alerts").description(
    "What is wrong and who was told: list, show, ack, send, stats, deliveries.",
  );
  alerts.addCommand(buildAlertsList(cli));
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
  alerts.addCommand(buildAlertsStats(cli));
  alerts.addCommand(buildAlertsSend(cli));
  alerts.addCommand(buildAlertsDeliveries(cli));
  return alerts;
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
