import { Command, CommanderError } from "commander";
import { ConfigError, PitchpipeError, UsageError } from "../lib/errors.ts";
import { version } from "../lib/version.ts";
import { commands } from "./commands/index.ts";
import { type Cli, exitCodes, type Io } from "./io.ts";
import { printError, sayNote } from "./output.ts";

/**
 * Runs one command line (without `node` and the script) and answers its exit code. A command's file is loaded only when
 * it is called, so that starting stays quick.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes("--json");
  const line = argv.every((argument) => argument === "--json") ? ["state", ...argv] : [...argv];
  const cli: Cli = { ...io, argv: line, exitCode: exitCodes.clean, ...(json ? { notes: [] } : {}) };
  try {
    const program = await buildProgram(line, cli);
    await program.parseAsync(line, { from: "user" });
    for (const note of cli.notes ?? []) sayNote(cli, note);
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? usageError(thrown) : thrown;
    if (error !== null) printError(cli, error, json);
    cli.exitCode = exitCodeOf(thrown);
  }
  return cli.exitCode;
}

async function buildProgram(argv: readonly string[], cli: Cli): Promise<Command> {
  const program = new Command("pitchpipe");
  program.description("Watches every Meltano run and every record, and tells the truth about them.");
  program.version(version, "-V, --version");
  const called = argv.find((argument) => commands.some(({ name }) => name === argument));
  for (const entry of commands) {
    if (entry.name === called) program.addCommand((await entry.load())(cli));
    else program.command(entry.name).description(entry.summary);
  }
  return prepare(program, cli);
}

/** What commander found wrong with the command line; `null` where it only printed help or version. */
function usageError({ code, exitCode, message }: CommanderError): UsageError | null {
  if (exitCode === 0 || code === "commander.help") return null;
  const [what = "", ...hints] = message.replace(/^error: /, "").split("\n");
  return new UsageError({
    code: "USAGE",
    what: `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, "")}.`,
    ...(hints.length === 0 ? {} : { why: hints.join(" ") }),
    whatToDo: "Add --help to see what can be given; it ends with two examples.",
  });
}

/** Commander throws instead of exiting, and leaves errors to us. */
function prepare(command: Command, cli: Cli): Command {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => cli.stdout.write(text),
    writeErr: (text) => cli.stderr.write(text),
    outputError: () => undefined,
  });
  for (const child of command.commands) prepare(child, cli);
  return command;
}

function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  if (thrown instanceof UsageError || thrown instanceof ConfigError) return exitCodes.usage;
  return thrown instanceof PitchpipeError ? exitCodes.usage : exitCodes.internal;
}
