import { Command } from "commander";
import { channelsDocument, listChannels } from "../../app/channel-listing.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { type ChannelTest, testChannel, testChannels } from "../../app/test-channel.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { UsageError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface JsonOption {
  readonly json?: boolean;
}

interface TestOptions extends JsonOption {
  readonly all?: boolean;
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
    .argument("[name]", "the channel's name in pitchpipe.yml")
    .option("--all", "every channel, all at once")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe channels test hook", "pitchpipe channels test --all --json"))
    .action((name: string | undefined, options: TestOptions) =>
      withProject(cli, (project) => test(cli, project, { ...options, name })),
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
  { name, all = false, json = false }: TestOptions & { readonly name: string | undefined },
): Promise<void> {
  if (all === (name !== undefined))
    throw new UsageError({
      code: "USAGE",
      what: "Name one channel, or ask for --all.",
      whatToDo: "See `pitchpipe channels list`.",
    });
  const tests = name === undefined ? await testChannels(project) : [await testChannel(project, name)];
  cli.exitCode = tests.every(({ ok }) => ok) ? exitCodes.clean : exitCodes.findings;
  const [only] = tests;
  if (json)
    printJson(
      cli,
      all ? { channels: tests.map(testDocument) } : only === undefined ? {} : testDocument(only),
    );
  else if (tests.length === 0) cli.stdout.write("There are no channels: nobody is told.\n");
  else for (const one of tests) cli.stdout.write(testLine(cli, one));
}

function testDocument(test: ChannelTest): { readonly [key: string]: Json } {
  return { ...test };
}

function testLine(cli: Cli, { channel, ok, error, status_code, recipients = [] }: ChannelTest): string {
  const colors = colorsOf(cli);
  const said = status_code === null ? "" : ` (answered ${status_code})`;
  if (ok) return `${colors.green("accepted")} by ${channel}${said}\n`;
  const took = recipients.filter(({ status }) => status === "accepted").length;
  const word =
    took === 0 ? `not taken by ${channel}` : `taken by ${channel} for ${took} of ${recipients.length}`;
  return `${colors.red(word)}: ${stripControl(String(error))}\n`;
}
