import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { stringify } from "yaml";
import { repository } from "../setup/cache-folder.ts";
import { pitchpipeBin } from "../setup/dist.ts";
import { venvBin } from "../setup/venvs.ts";
import { type Outcome, type Running, run, start } from "./command.ts";
import { type Plugin, utility, watch } from "./plugins.ts";

export interface ProjectOptions {
  readonly extractors?: readonly Plugin[];
  readonly loaders?: readonly Plugin[];
  /** Default: our mapper with the mapping `watch`. */
  readonly mappers?: readonly Plugin[];
  /** Default: our utility. */
  readonly utilities?: readonly Plugin[];
  readonly jobs?: readonly { readonly name: string; readonly tasks: readonly string[] }[];
  readonly schedules?: readonly { readonly name: string; readonly interval: string; readonly job: string }[];
  /** Files by their path in the project, e.g. `pitchpipe.yml`, `.env`, `data/orders.jsonl`. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeout?: number;
}

/** A Meltano project of its own in a temporary folder, and the commands a user would type in it. */
export interface Project {
  readonly root: string;
  write(file: string, content: string | Uint8Array): void;
  read(file: string): string;
  /** Whether a file of the project holds the text by now. */
  holds(file: string, text: string): boolean;
  runMeltano(args: readonly string[], call?: Call): Promise<Outcome>;
  runPitchpipe(args: readonly string[], call?: Call): Promise<Outcome>;
  /** Like the two above for a command that is to be watched or disturbed while it runs. */
  startMeltano(args: readonly string[], call?: Call): Running;
  startPitchpipe(args: readonly string[], call?: Call): Running;
  /** What a command with `--json` printed; throws with everything it said where that is no JSON. */
  json(args: readonly string[], call?: Call): Promise<unknown>;
  remove(): void;
}

/** Makes a Meltano project with the environments `dev` (default) and `prod`; no plugin in it needs an installation. */
export function makeProject(options: ProjectOptions): Project {
  const root = mkdtempSync(join(tmpdir(), "pitchpipe-project-"));
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  write("meltano.yml", stringify(meltanoYml(options)));
  mkdirSync(join(root, "output"));
  for (const [file, text] of Object.entries(options.files ?? {})) write(file, text);
  const withCall = (call: Call = {}) => ({ cwd: root, ...call, env: { ...cleanEnvironment(), ...call.env } });
  const runPitchpipe: Project["runPitchpipe"] = (args, call) => run(pitchpipeBin, args, withCall(call));
  return {
    root,
    write,
    read,
    holds: (file, text) => existsSync(join(root, file)) && read(file).includes(text),
    runMeltano: (args, call) => run(venvBin("meltano"), args, withCall(call)),
    runPitchpipe,
    startMeltano: (args, call) => start(venvBin("meltano"), args, withCall(call)),
    startPitchpipe: (args, call) => start(pitchpipeBin, args, withCall(call)),
    json: async (args, call) => documentOf(await runPitchpipe([...args, "--json"], call)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function meltanoYml(options: ProjectOptions): unknown {
  const { extractors = [], loaders = [], mappers = [watch()], utilities = [utility()] } = options;
  return {
    default_environment: "dev",
    project_id: crypto.randomUUID(),
    send_anonymous_usage_stats: false,
    environments: [{ name: "dev" }, { name: "prod" }],
    plugins: { extractors, loaders, mappers, utilities },
    jobs: options.jobs ?? [],
    schedules: options.schedules ?? [],
  };
}

/** What a user's shell would have: nothing of an outer Meltano, the pinned Node and the cached Meltano on PATH. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(MELTANO|PITCHPIPE|TAP|TARGET|NODE|VITEST)_/.test(name),
  );
  const path = [
    join(repository, "node_modules", ".bin"),
    dirname(venvBin("meltano")),
    process.env["PATH"] ?? "",
  ];
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""])),
    PATH: path.join(delimiter),
  };
}

function documentOf(outcome: Outcome): unknown {
  try {
    return JSON.parse(outcome.stdout);
  } catch {
    throw new Error(
      `no JSON on stdout (exit code ${outcome.exitCode}):\n${outcome.stdout}\n${outcome.stderr}`,
    );
  }
}
