import { Command } from "commander";
import { type DeliveryDocument, listDeliveries, retryDelivery } from "../../app/alerts/deliveries.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { shortId } from "../../lib/short-id.ts";
import { notificationStatuses } from "../../model/alert.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { plainView, shortTime } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { oneOf } from "./one-of.ts";
import { wholeNumber } from "./whole-number.ts";

interface ListOptions {
  readonly status?: string;
  readonly channel?: string;
  readonly limit: string;
  readonly json?: boolean;
}

interface RetryOptions {
  readonly by?: string;
  readonly json?: boolean;
}

/** `alerts deliveries list` and `retry`: what was sent, what did not arrive, and once more. */
export function buildAlertsDeliveries(cli: Cli): Command {
  const deliveries = new Command("deliveries").description("What was sent and how it went: list, retry.");
  deliveries
    .command("list")
    .description("Notifications, newest first, with how they went.")
    .option("--status <STATUS>", `only with this status (${notificationStatuses.join(", ")})`)
    .option("--channel <NAME>", "only to this channel")
    .option("--limit <N>", "how many at most", "50")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe alerts deliveries list --status dead", "pitchpipe alerts deliveries list --json"),
    )
    .action((options: ListOptions) => withProject(cli, (project) => list(cli, project, options)));
  deliveries
    .command("retry")
    .description("Send one again now. Exit code 1 where it was not taken.")
    .argument("<id>", "a notification's id, its first four or more characters, or `latest` (that failed)")
    .option("--by <NAME>", "who; else this system's user")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe alerts deliveries retry 1a2b3c4d",
        "pitchpipe alerts deliveries retry latest --json",
      ),
    )
    .action((id: string, options: RetryOptions) =>
      withProject(cli, (project) => retry(cli, project, { id, ...options })),
    );
  return deliveries;
}

async function list(cli: Cli, project: OpenedProject, options: ListOptions): Promise<void> {
  const { status, channel, limit } = options;
  const notifications = await listDeliveries(await project.store(), {
    ...(status === undefined ? {} : { statuses: [oneOf("--status", notificationStatuses, status)] }),
    ...(channel === undefined ? {} : { channel }),
    limit: wholeNumber("--limit", limit),
  });
  if (options.json) return printJson(cli, { notifications });
  const colors = colorsOf(cli);
  printTable(
    cli,
    plainView(notifications),
    [
      { title: "id", value: ({ id }) => shortId(id) },
      { title: "made (UTC)", value: ({ created_at }) => shortTime(created_at) },
      { title: "channel", value: ({ channel: name }) => name },
      { title: "kind", value: ({ kind }) => kind },
      {
        title: "status",
        value: (row) =>
          row.status === "accepted" || row.status === "delivered"
            ? colors.green(row.status)
            : colors.yellow(row.status),
      },
      { title: "tries", align: "right", value: ({ attempts }) => String(attempts.length) },
      { title: "why", value: (row) => oneLine(whyOf(row)) },
      { title: "title", value: ({ title }) => oneLine(title) },
    ],
    "Nothing was sent.",
  );
}

async function retry(
  cli: Cli,
  project: OpenedProject,
  { id, by, json }: RetryOptions & { readonly id: string },
): Promise<void> {
  const document = await retryDelivery(project, { id, by: by ?? null });
  const row = plainView(document);
  const taken = row.status === "accepted" || row.status === "delivered";
  cli.exitCode = taken ? exitCodes.clean : exitCodes.findings;
  if (json) return printJson(cli, document);
  cli.stdout.write(`${row.channel}: ${row.status}${taken ? "" : `: ${oneLine(whyOf(row))}`}\n`);
}

/** The last try's error says more than the reason it was sent for. */
function whyOf({ attempts, reason }: DeliveryDocument): string {
  return attempts.at(-1)?.error ?? reason ?? "";
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ").slice(0, 60);
}
