import { Command } from "commander";
import { futureMoment } from "../../app/alerts/moment.ts";
import { addSilence, planSilence, type SilencePlan } from "../../app/alerts/plan-silence.ts";
import { expireSilence, listSilences, silenceDocument, silenceStatus } from "../../app/alerts/silences.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { printJson, printTable } from "../output.ts";
import { shortTime } from "../terminal/alert-view.ts";
import { createAsker, isInteractive } from "../terminal/ask.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./whole-number.ts";

interface AddOptions {
  readonly duration?: string;
  readonly until?: string;
  readonly comment?: string;
  readonly by?: string;
  readonly alert?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface ListOptions {
  readonly all?: boolean;
  readonly limit: string;
  readonly json?: boolean;
}

interface ExpireOptions {
  readonly by?: string;
  readonly json?: boolean;
}

/** `silences add`, `list` and `expire`: keep what is known quiet for a time. */
export function buildSilences(cli: Cli): Command {
  const silences = new Command("silences").description("Keep alerts quiet for a time: add, list, expire.");
  silences.addCommand(buildAdd(cli));
  silences
    .command("list")
    .description("The silences that are on, the one that ends last first.")
    .option("--all", "also those that are over")
    .option("--limit <N>", "how many at most", "100")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe silences list", "pitchpipe silences list --all --json"))
    .action((options: ListOptions) => withProject(cli, (project) => list(cli, project, options)));
  silences
    .command("expire")
    .description("End a silence now; what it held back is told.")
    .argument("<id>", "a silence's id, its first four or more characters, or `latest`")
    .option("--by <NAME>", "who; else this system's user")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe silences expire 1a2b3c4d", "pitchpipe silences expire latest --by ana"),
    )
    .action((id: string, options: ExpireOptions) =>
      withProject(cli, (project) => expire(cli, project, { id, ...options })),
    );
  return silences;
}

function buildAdd(cli: Cli): Command {
  return new Command("add")
    .description("Keep what the matchers fit quiet. It is stored and shown all the same.")
    .argument("[matcher...]", "what it is about, such as job=daily-load; all must fit")
    .option("--duration <DURATION>", "for how long, such as 2h")
    .option("--until <TIME>", "until when, such as 2026-01-31T08:00 (in the project's zone)")
    .option("--comment <TEXT>", "why, for the others")
    .option("--by <NAME>", "who; else this system's user")
    .option("--alert <ID>", "take the matchers from this alert")
    .option("--yes", "don't ask where it would keep everything quiet, or names a label nothing has")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        'pitchpipe silences add job=daily-load --duration 2h --comment "patching the source"',
        "pitchpipe silences add --alert latest --until 2026-01-31T08:00 --by ana",
      ),
    )
    .action((matchers: string[], options: AddOptions) =>
      withProject(cli, (project) => add(cli, project, { matchers, ...options })),
    );
}

async function add(
  cli: Cli,
  project: OpenedProject,
  options: AddOptions & { readonly matchers: readonly string[] },
): Promise<void> {
  const from = project.clock.now();
  const plan = await planSilence(project, {
    from,
    matchers: options.matchers,
    alert: options.alert,
    until: endOf(project, options, from),
    comment: options.comment ?? "",
    by: options.by ?? null,
    anyLabel: options.yes === true,
  });
  if (!options.json) cli.stdout.write(preview(plan));
  if (plan.mutesEverything && !options.yes && !(await confirmed(cli, plan, options.json === true))) return;
  await addSilence(project, plan);
  if (options.json)
    return printJson(cli, {
      ...silenceDocument(plan.silence, project.clock.now()),
      matches: plan.matched.map(({ id, title, status }) => ({ id, title, status })),
    });
  cli.stdout.write(`Silence ${shortId(plan.silence.id)} is on until ${timeText(plan.silence.endsAt)}.\n`);
}

function endOf({ config }: OpenedProject, { duration, until }: AddOptions, now: number): number {
  const [option, text] = duration === undefined ? ["--until", until] : ["--duration", duration];
  if (text === undefined || (duration !== undefined && until !== undefined))
    throw new UsageError({
      code: "USAGE",
      what: "A silence needs one end.",
      whatToDo: "Give either --duration 2h or --until 2026-01-31T08:00.",
    });
  return futureMoment({ option, text, now, zone: config.settings.timezone });
}

/** Many are told as a number. */
const previewed = 10;

function preview({ matched, silence }: SilencePlan): string {
  const all = `${silence.matchers.map(stripControl).join(" ")}\n`;
  if (matched.length === 0) return `${all}No open alert fits; new ones that do will be quiet.\n`;
  const rows = matched
    .slice(0, previewed)
    .map(({ id, title }) => `  ${shortId(id)}  ${stripControl(title).replaceAll("\n", " ").slice(0, 80)}\n`);
  const more = matched.length > previewed ? `  and ${matched.length - previewed} more\n` : "";
  const open = matched.length === 1 ? "1 open alert" : `${matched.length} open alerts`;
  return `${all}${open} will be quiet:\n${rows.join("")}${more}`;
}

async function confirmed(cli: Cli, { silence }: SilencePlan, json: boolean): Promise<boolean> {
  if (json || !isInteractive(cli))
    throw new UsageError({
      code: "USAGE",
      what: "This silence would keep everything quiet that it doesn't name.",
      why: `Its matchers (${silence.matchers.join(" ")}) fit alerts that nobody has thought of.`,
      whatToDo: "Name a label's value, such as job=daily-load, or add --yes if you mean it.",
    });
  const asker = createAsker(cli);
  try {
    return await asker.yesNo("It would keep everything quiet that it doesn't name. Do it?", false);
  } finally {
    asker.close();
  }
}

async function list(cli: Cli, project: OpenedProject, { all, limit, json }: ListOptions): Promise<void> {
  const silences = await listSilences(project, { all: all === true, limit: wholeNumber("--limit", limit) });
  const now = project.clock.now();
  if (json) return printJson(cli, { silences: silences.map((silence) => silenceDocument(silence, now)) });
  printTable(
    cli,
    silences,
    [
      { title: "silence", value: ({ id }) => shortId(id) },
      { title: "status", value: (silence) => silenceStatus(silence, now) },
      { title: "until (UTC)", value: ({ endsAt }) => timeText(endsAt) },
      { title: "by", value: ({ createdBy }) => stripControl(createdBy) },
      { title: "matchers", value: ({ matchers }) => stripControl(matchers.join(" ")) },
      { title: "comment", value: ({ comment }) => stripControl(comment).replaceAll("\n", " ") },
    ],
    all ? "No silence." : "No silence is on.",
  );
}

async function expire(
  cli: Cli,
  project: OpenedProject,
  { id, by, json }: ExpireOptions & { readonly id: string },
): Promise<void> {
  const silence = await expireSilence(project, { id, by: by ?? null });
  if (json) return printJson(cli, silenceDocument(silence, project.clock.now()));
  cli.stdout.write(`Silence ${shortId(silence.id)} is over. What it held back is told.\n`);
}

function timeText(at: number): string {
  return shortTime(toTimestamp(at));
}
