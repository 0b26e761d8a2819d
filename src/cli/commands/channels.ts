import { Command } from "commander";
import { channelsDocument, listChannels } from "../../app/channel-listing.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { testChannel } from "../../app/test-channel.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface JsonOption {
  readonly json?: boolean;
}

/** `channels list` and `channels test`: where notifications go, and whether they arrive. */
export function buildChannels(cli: Cli): Command {
  const channels = new Command("channels").description("Where notifications go: list, test.");
  channels
    .command("list")
    .description("The channels of the settings, also those that can't be used.")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe channels list", "pitchpipe channels list --json"))
    .action((options: JsonOption) => withProject(cli, async (project) => list(cli, project, options)));
  channels
    .command("test")
    .description("Send a real message and say what really happened. Exit code 1 where it was not taken.")
    .argument("<name>", "the channel's name in pitchpipe.yml")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe channels test hook", "pitchpipe channels test hook --json"))
    .action((name: string, options: JsonOption) =>
      withProject(cli, (project) => test(cli, project, { name, json: options.json === true })),
    );
  return channels;
}

function list(cli: Cli, project: OpenedProject, { json }: JsonOption): void {
  const rows = listChannels(project);
  if (json) {
    printJson(cli, channelsDocument(rows));
    return;
  }
  const colors = colorsOf(cli);
  printTable(
    cli,
    rows,
    [
      { title: "channel", value: ({ name }) => name },
      { title: "type", value: ({ type }) => type ?? "-" },
      { title: "leads to", value: ({ target }) => stripControl(target ?? "-") },
      { title: "from", value: ({ min_severity }) => min_severity ?? "info" },
      {
        title: "status",
        value: ({ status, missing }) =>
          status === "ready"
            ? colors.green(status)
            : colors.red(`${status}: ${missing.join(", ")} is not there`),
      },
    ],
    "There are no channels: nobody is told. Add one under channels in pitchpipe.yml.",
  );
}

async function test(
  cli: Cli,
  project: OpenedProject,
  { name, json }: { readonly name: string; readonly json: boolean },
): Promise<void> {
  const outcome = await testChannel(project, name);
  const { ok, error, status_code } = outcome;
  cli.exitCode = ok ? exitCodes.clean : exitCodes.findings;
  if (json) return printJson(cli, outcome);
  const colors = colorsOf(cli);
  const said = status_code === null ? "" : ` (answered ${status_code})`;
  cli.stdout.write(
    ok
      ? `${colors.green("accepted")} by ${name}${said}\n`
      : `${colors.red("not taken")} by ${name}: ${stripControl(String(error))}\n`,
  );
}
