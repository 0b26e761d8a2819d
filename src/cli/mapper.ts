import { hostname } from "node:os";
import { parseArgs } from "node:util";
import { ConfigError, messageOf, PitchpipeError, UsageError } from "../lib/errors.ts";
import { version } from "../lib/version.ts";
import { exitCodes, type Io } from "./io.ts";
import { mapperLog } from "./mapper-log.ts";

/** What the mapper's command line needs of its process beside the usual. */
export interface MapperIo extends Io {
  readonly pid: number;
  readonly nodeVersion: string;
  readonly workerUrl: URL;
  readonly onSignal: (listener: (name: "SIGTERM" | "SIGINT") => void) => void;
}

const help = `Usage: pitchpipe-mapper --config FILE [OPTIONS]

  Sees every Singer message between tap and target, and passes every byte on as it came.

Options:
  --config FILE           A JSON file with the mapping's config; may be given again, the later wins.
  --input FILE            Reads messages from a file instead of stdin.
  --about                 Says what this mapper can do and which settings it has.
  --format json|markdown  How --about says it.
  --version               Says the version.
  --help                  Says this.

Examples:
  tap-x | pitchpipe-mapper --config mapping.json | target-y
  pitchpipe-mapper --about --format json
`;

interface CommandLine {
  readonly config: readonly string[];
  readonly input: string | null;
  readonly about: boolean;
  readonly format: string | null;
  readonly version: boolean;
  readonly help: boolean;
}

/** Runs the mapper as Meltano calls it; answers the exit code. Only messages go to stdout while it maps. */
export async function mapperMain(argv: readonly string[], io: MapperIo): Promise<number> {
  const log = mapperLog(io);
  try {
    const line = readCommandLine(argv);
    if (line.help) return print(io, help);
    if (line.version) return print(io, `pitchpipe-mapper v${version}, Node v${io.nodeVersion}\n`);
    if (line.about) return print(io, await about(line.format));
    if (line.config.length === 0)
      throw usage("No --config FILE was given.", "Write {} into a file and name that.");
    const { runMapperProcess } = await import("../app/mapper.ts");
    return await runMapperProcess({
      ...{ env: io.env, cwd: io.cwd, pid: io.pid, host: hostname(), log, fds: { input: 0, output: 1 } },
      ...{ configFiles: line.config, inputFile: line.input, workerUrl: io.workerUrl, onSignal: io.onSignal },
    });
  } catch (thrown) {
    log("error", textOf(thrown));
    return thrown instanceof ConfigError || thrown instanceof UsageError
      ? exitCodes.usage
      : exitCodes.internal;
  }
}

function readCommandLine(argv: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: "string", multiple: true },
        input: { type: "string" },
        about: { type: "boolean" },
        format: { type: "string" },
        version: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    return {
      config: values.config ?? [],
      input: values.input ?? null,
      about: values.about ?? false,
      format: values.format ?? null,
      version: values.version ?? false,
      help: values.help ?? false,
    };
  } catch (thrown) {
    throw usage(messageOf(thrown).split("\n")[0] ?? "", "pitchpipe-mapper --help lists what there is.");
  }
}

async function about(format: string | null): Promise<string> {
  const { mapperAbout, aboutAsMarkdown, aboutAsText } = await import("../app/mapper/about.ts");
  if (format === "json") return `${JSON.stringify(mapperAbout(), null, 2)}\n`;
  if (format === "markdown") return aboutAsMarkdown();
  if (format === null) return aboutAsText();
  throw usage(`--format ${format} is not known.`, "Take json or markdown.");
}

function print(io: MapperIo, text: string): number {
  io.stdout.write(text);
  return exitCodes.clean;
}

function usage(what: string, whatToDo: string): UsageError {
  return new UsageError({ code: "USAGE", what, whatToDo });
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof PitchpipeError))
    return thrown instanceof Error ? String(thrown.stack) : String(thrown);
  return [thrown.message, thrown.why, thrown.whatToDo, `[${thrown.code}]`]
    .filter((part) => part !== null)
    .join(" ");
}
