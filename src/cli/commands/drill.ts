import { Command } from "commander";
import { listChannels } from "../../app/channel-listing.ts";
import { drillDocument } from "../../app/drill/document.ts";
import { type Drill, drill, type ScenarioName, scenarioNames } from "../../app/drill/drill.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { createSignalSource } from "../../app/run.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { printJson } from "../output.ts";
import { createAsker, isInteractive } from "../terminal/ask.ts";
import { printDrill } from "../terminal/drill-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface DrillCommandOptions {
  readonly send?: boolean;
  readonly dryRun?: boolean;
  readonly job?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** A drill takes half a minute, on a crowded machine ten times as long; after this it is stopped. */
const limitMs = 600_000;

/** `drill`: an alarm on purpose, and who heard it. */
export function buildDrill(cli: Cli): Command {
  return new Command("drill")
    .description(
      "Raise alarms on purpose in a copy of your set-up and say who was told, when and through what. Nothing leaves without --send. Exit code 1 where somebody was not told.",
    )
    .argument("[scenarios...]", `of ${scenarioNames.join(", ")} (default: all)`)
    .option("--send", "really send the messages, marked as a drill, through your channels")
    .option("--dry-run", "send nothing: say what would be sent (the default)")
    .option("--job <NAME>", "the job to play (default: the first one that loads something)")
    .option("--yes", "don't ask before sending")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe drill", "pitchpipe drill failure dead-channel --send"))
    .action((names: readonly string[], options: DrillCommandOptions) =>
      withProject(cli, (project) => run(cli, project, { ...options, names: readNames(names) })),
    );
}

async function run(
  cli: Cli,
  project: OpenedProject,
  options: DrillCommandOptions & { readonly names: readonly ScenarioName[] },
): Promise<void> {
  const { names, send = false, json = false, job = null } = options;
  if (send && options.dryRun) throw contradiction();
  if (send && !options.yes && !json && !(await confirmed(cli, project))) return;
  const say = (text: string): void => {
    if (!json) cli.stderr.write(text);
  };
  say(send ? "" : "Nothing leaves this machine: a dry run. With --send the messages are really sent.\n");
  const result = await stoppable((signal) =>
    drill(project, {
      ...{ env: cli.env, scenarios: names, job, send, signal },
      onScenario: (name) => say(`Playing ${name} …\n`),
    }),
  );
  cli.exitCode = result.ok ? exitCodes.clean : exitCodes.findings;
  if (json) printJson(cli, drillDocument(result));
  else printDrill(cli, result);
}

/** Ctrl-C and the time limit end the drill, and it tidies up and says how far it came. */
async function stoppable(work: (signal: AbortSignal) => Promise<Drill>): Promise<Drill> {
  const source = createSignalSource(process);
  const stopped = new AbortController();
  const forget = source.onSignal(() => stopped.abort());
  const timer = setTimeout(() => stopped.abort(), limitMs);
  try {
    return await work(stopped.signal);
  } finally {
    clearTimeout(timer);
    forget();
    source.close();
  }
}

/** In a pipe `--send` is answer enough. */
async function confirmed(cli: Cli, project: OpenedProject): Promise<boolean> {
  if (!isInteractive(cli)) return true;
  const channels = listChannels(project).map(({ name, target }) => `${name} (${target ?? "?"})`);
  cli.stdout.write(`Real messages, marked as a drill, may go to: ${stripControl(channels.join(", "))}.\n`);
  const asker = createAsker(cli);
  try {
    return await asker.yesNo("Send them?", false);
  } finally {
    asker.close();
  }
}

function readNames(given: readonly string[]): readonly ScenarioName[] {
  if (given.length === 0) return scenarioNames;
  const known: readonly string[] = scenarioNames;
  const wrong = given.find((name) => !known.includes(name));
  if (wrong === undefined) return scenarioNames.filter((name) => given.includes(name));
  const meant = nearest(wrong, scenarioNames);
  throw new UsageError({
    code: "USAGE",
    what: `There is no scenario ${wrong}.`,
    why: `There are: ${scenarioNames.join(", ")}.`,
    whatToDo: meant === null ? "Leave it out to play all." : `Did you mean ${meant}?`,
  });
}

function contradiction(): UsageError {
  return new UsageError({
    code: "USAGE",
    what: "--send and --dry-run contradict each other.",
    whatToDo: "Leave one of them out.",
  });
}
