import { Command } from "commander";
import type { RunOutcome, RunProgress } from "../../app/run.ts";
import {
  createSignalSource,
  logsToStdout,
  parseRunArguments,
  type RunCommandLine,
  run,
} from "../../app/run.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { PitchpipeError } from "../../lib/errors.ts";
import type { Cli, Screen } from "../io.ts";
import { colorsOf, printError, printJson } from "../output.ts";
import { linePaint } from "../terminal/line-paint.ts";
import { createLiveView, type LiveView } from "../terminal/live-view.ts";
import { renderRunSummary } from "../terminal/run-summary.ts";
import { examples } from "./examples.ts";

/** Faults of ours before Meltano starts (sysexits(3)): whoever calls us can tell them from Meltano's own codes. */
const runExitCodes = { usage: 64, internal: 70 } as const;

const helpText = `
Options (before the first block; from there, or from \`--\` on, everything is Meltano's):
  --json               one JSON document of the run on stdout; the log goes to stderr
  --log-format FORMAT  json: relay Meltano's log as it is; text (default): for people
  --meltano PATH       the meltano program to use
  --strict             start nothing when the configuration is wrong
  --retries N          try a run that failed again, up to N times (settings: run.retries)
  --retry-from WHERE   block (default): at the block that failed; job: all of it again
  --preflight          check source and target first, and start nothing where one is unhealthy; --no-preflight
  --help               this text

--environment, --no-environment, --log-level, --cwd and --env-file are handed to Meltano itself.
Exits as Meltano does; with 1 where Meltano says success and the run failed; with 64 or 70 where nothing was started, with 75 where
a preflight held it back.
${examples(
  "pitchpipe run tap-x watch target-y",
  "pitchpipe run --retries 2 --preflight --environment prod daily-load --full-refresh",
)}`;

/** `run`: what stands behind it is Meltano's, so commander is given nothing to understand. */
export function buildRun(cli: Cli): Command {
  return new Command("run")
    .description("Run Meltano, watched: a live view, a summary, alerts. Takes anything `meltano run` takes.")
    .usage("[options] [--] <anything `meltano run` takes>")
    .argument("[arguments...]")
    .addHelpText("after", helpText)
    .allowUnknownOption()
    .helpOption(false)
    .action(async (_arguments: unknown, _options: unknown, command: Command) => {
      await runCommand(cli, command, argumentsAfterName(cli, command));
    });
}

/** The arguments as they were typed: commander takes options and `--` out of theirs. */
function argumentsAfterName({ argv }: Cli, command: Command): string[] {
  return argv.slice(argv.indexOf(command.name()) + 1);
}

async function runCommand(cli: Cli, command: Command, argv: readonly string[]): Promise<void> {
  const signals = createSignalSource(process);
  try {
    const line = parseRunArguments(argv);
    if (line.help) {
      command.outputHelp();
      return;
    }
    const outcome = await watch(cli, { line, argv, signals });
    cli.exitCode = outcome.exitCode;
    if (outcome.signal !== null) signals.raise(outcome.signal);
  } catch (thrown) {
    printError(cli, thrown, argv.includes("--json"));
    cli.exitCode = thrown instanceof PitchpipeError ? runExitCodes.usage : runExitCodes.internal;
  } finally {
    signals.close();
  }
}

interface Watch {
  readonly line: RunCommandLine;
  readonly argv: readonly string[];
  readonly signals: ReturnType<typeof createSignalSource>;
}

async function watch(cli: Cli, { line, argv, signals }: Watch): Promise<RunOutcome> {
  const screen = logsToStdout(cli.env, line) ? cli.stdout : cli.stderr;
  const view = screen.isTTY && line.logFormat === "text" ? liveView(cli, screen) : null;
  const print = (text: string): void => (view === null ? screen.write(text) : view.log(text));
  const outcome = await run({
    line,
    argv,
    env: cli.env,
    cwd: cli.cwd,
    signals,
    relay: (text) => print(`${text}\n`),
    say: (text, runId) =>
      (screen === cli.stderr ? print : (own: string) => cli.stderr.write(own))(ownLine(line, text, runId)),
    ...(screen.isTTY ? { paint: linePaint(colorsOf(cli, screen)) } : {}),
    ...(view === null ? {} : { onProgress: (progress: RunProgress) => view.update(progress) }),
  }).finally(() => view?.stop());
  if (outcome.document !== null) tellEnd(cli, { line, screen, document: outcome.document });
  return outcome;
}

/** A line of our own, in the form of the log around it. */
function ownLine({ logFormat }: RunCommandLine, text: string, runId: string): string {
  return logFormat === "text"
    ? `pitchpipe: ${text}\n`
    : jsonLine({ event: text, level: "warning", run_id: runId });
}

function jsonLine(fields: {
  readonly event: string;
  readonly level: string;
  readonly [key: string]: Json;
}): string {
  const { event, level, ...rest } = fields;
  return `${JSON.stringify({ event, level, timestamp: systemTime(), logger: "pitchpipe", ...rest })}\n`;
}

function systemTime(): string {
  return toTimestamp(Date.now());
}

function liveView(cli: Cli, screen: Screen): LiveView {
  return createLiveView({ screen, colors: colorsOf(cli, screen), now: () => Date.now() });
}

function tellEnd(
  cli: Cli,
  {
    line,
    screen,
    document,
  }: { line: RunCommandLine; screen: Screen; document: NonNullable<RunOutcome["document"]> },
): void {
  if (line.json) {
    printJson(cli, document);
    return;
  }
  if (line.logFormat === "json") return void screen.write(summaryLine(document));
  const colors = colorsOf(cli, screen);
  screen.write(`\n${renderRunSummary(document, { color: screen.isTTY, colors })}`);
}

/** The end in one line: the whole document may be longer than a line of a log should be. */
function summaryLine(document: NonNullable<RunOutcome["document"]>): string {
  const { run_id, job, status, exit_code, duration_seconds, cause } = document;
  return jsonLine({
    event: "Run summary",
    level: "info",
    run_id,
    job,
    status,
    exit_code,
    duration_seconds,
    cause,
  });
}
