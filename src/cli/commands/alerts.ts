import { Command } from "commander";
import { findAlert } from "../../app/alerts/find-alert.ts";
import { readAlertDocument } from "../../app/documents/alert-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { plainView, renderAlert } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { buildAlertsChanges } from "./alerts-change.ts";
import { buildAlertsDeliveries } from "./alerts-deliveries.ts";
import { buildAlertsExplain } from "./alerts-explain.ts";
import { buildAlertsList } from "./alerts-list.ts";
import { buildAlertsSend } from "./alerts-send.ts";
import { buildAlertsStats } from "./alerts-stats.ts";
import { examples } from "./examples.ts";

/** `alerts …`: what is wrong, who was told and how that went, and what people do about it. */
export function buildAlerts(cli: Cli): Command {
  const alerts = new Command("alerts").description(
    "What is wrong, who was told, and what people do about it.",
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
  for (const command of buildAlertsChanges(cli)) alerts.addCommand(command);
  alerts.addCommand(buildAlertsExplain(cli));
  alerts.addCommand(buildAlertsStats(cli));
  alerts.addCommand(buildAlertsSend(cli));
  alerts.addCommand(buildAlertsDeliveries(cli));
  return alerts;
}

async function show(
  cli: Cli,
  project: OpenedProject,
  { id, json }: { readonly id: string; readonly json: boolean },
): Promise<void> {
  const store = await project.store();
  const document = await readAlertDocument(store, await findAlert(store, id));
  if (json) return printJson(cli, document);
  cli.stdout.write(renderAlert(plainView(document), colorsOf(cli)));
}
