import { Command } from "commander";
import { type AlertVerb, changeAlert } from "../../app/alerts/change-alert.ts";
import { changedDocument, lineAgainst } from "../../app/alerts/changed-document.ts";
import { futureMoment } from "../../app/alerts/moment.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Alert } from "../../model/alert.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { shortTime } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { keyValues } from "./key-values.ts";

interface ChangeOptions {
  readonly by?: string;
  readonly note?: string;
  readonly falseAlarm?: boolean;
  readonly until?: string;
  readonly untilGreen?: boolean;
  readonly nobody?: boolean;
  readonly json?: boolean;
}

/** One verb: its command line, and what it asks for. */
interface Verb {
  readonly name: string;
  readonly description: string;
  readonly rest?: readonly [string, string];
  readonly options?: readonly (readonly [string, string])[];
  readonly examples: readonly [string, string];
  readonly verbOf: (rest: readonly string[], options: ChangeOptions, project: OpenedProject) => AlertVerb;
}

const verbs: readonly Verb[] = [
  {
    name: "ack",
    description:
      "Say that somebody has it in hand: repeats and escalation stop, its end is told all the same.",
    examples: [
      'pitchpipe alerts ack a1b2c3d4 --note "restarting the source"',
      "pitchpipe alerts ack latest --by ana",
    ],
    verbOf: () => ({ kind: "acknowledge" }),
  },
  {
    name: "assign",
    description: "Say whose it is.",
    rest: ["[name...]", "who shall look after it"],
    options: [["--nobody", "take it from whoever has it"]],
    examples: ["pitchpipe alerts assign a1b2c3d4 ana", "pitchpipe alerts assign latest --nobody"],
    verbOf: (rest, { nobody }) => ({
      kind: "assign",
      to: nobody ? null : text(rest, "Say whom: `pitchpipe alerts assign ID NAME`, or --nobody."),
    }),
  },
  {
    name: "note",
    description: "Write something into its history.",
    rest: ["[text...]", "what the others should know (or --note)"],
    examples: [
      'pitchpipe alerts note a1b2c3d4 "the vendor is on it"',
      'pitchpipe alerts note latest --note "ticket 4711" --by ana',
    ],
    verbOf: () => ({ kind: "note" }),
  },
  {
    name: "annotate",
    description: "Put what helps on it, such as a runbook; it is sent along from then on.",
    rest: ["<key=value...>", "such as runbook=https://wiki.example.com/auth"],
    examples: [
      "pitchpipe alerts annotate a1b2c3d4 runbook=https://wiki.example.com/auth",
      "pitchpipe alerts annotate latest ticket=4711 --by ana",
    ],
    verbOf: (rest) => ({ kind: "annotate", annotations: keyValues("annotate", rest) }),
  },
  {
    name: "resolve",
    description: "Say that it is over; those who were told hear it.",
    options: [
      ["--false-alarm", "it never was one: prints the line of configuration that would have stopped it"],
    ],
    examples: ["pitchpipe alerts resolve a1b2c3d4", "pitchpipe alerts resolve latest --false-alarm --by ana"],
    verbOf: (_, { falseAlarm }) => ({ kind: "resolve", falseAlarm: falseAlarm === true }),
  },
  {
    name: "suppress",
    description:
      "Keep this one quiet until a time, or until its job's next good run. Its end is told all the same.",
    options: [
      ["--until <TIME>", "such as 2h, or 2026-01-31T08:00 (in the project's zone)"],
      ["--until-green", "until the next good run of its job"],
    ],
    examples: [
      "pitchpipe alerts suppress a1b2c3d4 --until 2h",
      "pitchpipe alerts suppress latest --until-green --by ana",
    ],
    verbOf: (_, options, project) => ({ kind: "suppress", until: untilOf(options, project) }),
  },
  {
    name: "unsuppress",
    description: "Let it be heard again.",
    examples: ["pitchpipe alerts unsuppress a1b2c3d4", "pitchpipe alerts unsuppress latest --by ana"],
    verbOf: () => ({ kind: "unsuppress" }),
  },
];

/** `alerts ack`, `assign`, `note`, `annotate`, `resolve`, `suppress`, `unsuppress`: what people do about an alert. */
export function buildAlertsChanges(cli: Cli): Command[] {
  return verbs.map((verb) => {
    const command = new Command(verb.name)
      .description(verb.description)
      .argument("<id>", "an alert's id, its first four or more characters, or `latest`");
    if (verb.rest !== undefined) command.argument(...verb.rest);
    for (const option of verb.options ?? []) command.option(...option);
    return command
      .option("--by <NAME>", "who; else this system's user, marked as unverified")
      .option("--note <TEXT>", "what the others should know")
      .option("--json", "one JSON document")
      .addHelpText("after", examples(...verb.examples))
      .action((...given: unknown[]) => {
        const id = String(given[0]);
        const rest = verb.rest === undefined ? [] : (given[1] as string[]);
        const options = given[verb.rest === undefined ? 1 : 2] as ChangeOptions;
        return withProject(cli, (project) => change(cli, project, { id, rest, verb, options }));
      });
  });
}

interface Change {
  readonly id: string;
  readonly rest: readonly string[];
  readonly verb: Verb;
  readonly options: ChangeOptions;
}

async function change(
  cli: Cli,
  project: OpenedProject,
  { id, rest, verb: { name, verbOf }, options }: Change,
) {
  const verb = verbOf(rest, options, project);
  const note = name === "note" ? noteOf(rest, options) : (options.note ?? null);
  const alert = await changeAlert(project, { id, verb, by: options.by ?? null, note });
  if (options.json) return printJson(cli, await changedDocument(project, alert, verb));
  cli.stdout.write(`${said(alert, verb)}: ${oneLine(alert.title)}  (${shortId(alert.id)})\n`);
  const against = lineAgainst(alert, verb);
  if (against !== null)
    cli.stdout.write(
      `In pitchpipe.yml this would have stopped it:\n  ${stripControl(against.line)}\n  (${against.effect})\n`,
    );
}

function said(alert: Alert, verb: AlertVerb): string {
  switch (verb.kind) {
    case "acknowledge":
      return `Acknowledged by ${oneLine(alert.acknowledgedBy ?? "")}`;
    case "assign":
      return verb.to === null ? "Assigned to nobody" : `Assigned to ${oneLine(verb.to)}`;
    case "note":
      return "Noted";
    case "annotate":
      return `Annotated with ${oneLine(Object.keys(verb.annotations).join(", "))}`;
    case "resolve":
      return verb.falseAlarm ? "Resolved as a false alarm" : "Resolved";
    case "suppress":
      return `Suppressed until ${verb.until === "green" ? "its job's next good run" : `${shortTime(new Date(verb.until).toISOString())} UTC`}`;
    case "unsuppress":
      return "No longer suppressed";
  }
}

function untilOf({ until, untilGreen }: ChangeOptions, { clock, config }: OpenedProject): number | "green" {
  if ((until === undefined) === (untilGreen !== true))
    throw new UsageError({
      code: "USAGE",
      what: "Suppressing needs one end.",
      whatToDo: "Give either --until 2h or --until-green.",
    });
  if (until === undefined) return "green";
  return futureMoment({ option: "--until", text: until, now: clock.now(), zone: config.settings.timezone });
}

function noteOf(rest: readonly string[], { note }: ChangeOptions): string {
  return text([...rest, ...(note === undefined ? [] : [note])], "Say what: `pitchpipe alerts note ID TEXT`.");
}

function text(words: readonly string[], whatToDo: string): string {
  const joined = words.join(" ").trim();
  if (joined !== "") return joined;
  throw new UsageError({ code: "USAGE", what: "A word is missing.", whatToDo });
}

function oneLine(title: string): string {
  return stripControl(title).replaceAll("\n", " ");
}
