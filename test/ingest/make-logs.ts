import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { stripControl } from "../../src/lib/terminal-text.ts";
import { run } from "../projects/command.ts";
import { cleanEnvironment, makeProject, type Project } from "../projects/make-project.ts";
import { type Plugin, scriptTap, scriptTarget, tapJsonl, targetJsonl } from "../projects/plugins.ts";
import { orders } from "../projects/sample-data.ts";
import { repository } from "../setup/cache-folder.ts";
import type { Program } from "../setup/environments.ts";
import { venvBin } from "../setup/venvs.ts";

// Makes test/fixtures/meltano-logs anew with the real Meltano: `node test/ingest/make-logs.ts`.

export const logFormats = ["json", "key_value", "colored", "uncolored", "plain"] as const;
export type LogFormat = (typeof logFormats)[number];

/** How the runs of the fixtures end, each with the names behind `meltano run`. */
export const endings = {
  success: ["tap-jsonl", "target-jsonl"],
  tap_fails: ["tap-script", "target-jsonl"],
  target_fails: ["tap-jsonl", "target-script"],
} as const;

/** A project with a tap and a target that fail on purpose, and one of each that does not. */
export function loggingProject(): Project {
  const jsonl: Plugin = tapJsonl({ path: "data/orders.jsonl", stream_name: "orders" });
  const counter = { type: "counter", metric: "record_count", value: 10, tags: { endpoint: "things" } };
  return makeProject({
    extractors: [
      { ...jsonl, capabilities: [...(jsonl.capabilities ?? []), "structured-logging"] },
      scriptTap({
        exit_code: 3,
        say: [`INFO METRIC: ${JSON.stringify(counter)}`],
        last_words: "ERROR 401 Unauthorized for url: https://api.example.com/orders",
      }),
    ],
    loaders: [
      targetJsonl(),
      scriptTarget({ exit_code: 4 }),
      { ...scriptTarget({ exit_code: 7, die_after: 1 }), name: "target-dies", namespace: "target_dies" },
    ],
    files: { "data/orders.jsonl": orders(120) },
  });
}

export interface LogRequest {
  readonly meltano: Extract<Program, "meltano" | "meltano-3">;
  readonly format: LogFormat | "key-value";
  /** What stands behind `meltano`. */
  readonly command: readonly string[];
  readonly level?: string;
}

/** The log of one real run, and what Meltano ended with. */
export async function meltanoLog(project: Project, { meltano, format, command, level = "info" }: LogRequest) {
  const options = ["--log-config=/dev/null", `--log-format=${format}`, `--log-level=${level}`];
  const outcome = await run(venvBin(meltano), [...options, ...command], {
    cwd: project.root,
    env: {
      ...cleanEnvironment(),
      ...(format === "colored" ? { FORCE_COLOR: "1" } : {}),
      XDG_STATE_HOME: join(project.root, "state"),
      MELTANO_CLI_DISABLE_VERSION_CHECK: "true",
    },
  });
  return { log: outcome.stderr, exitCode: outcome.exitCode };
}

async function makeFixtures(): Promise<void> {
  for (const [meltano, version] of [
    ["meltano", "4"],
    ["meltano-3", "3"],
  ] as const) {
    const project = loggingProject();
    const keep = async (name: string, request: Omit<LogRequest, "meltano">): Promise<void> => {
      const { log } = await meltanoLog(project, { meltano, ...request });
      write(`${version}/${name}.log`, neutral(log, project));
    };
    for (const [ending, names] of Object.entries(endings)) {
      for (const format of logFormats)
        await keep(`${ending}.${format}`, { format, command: ["run", ...names] });
      write(`${version}/${ending}.elt.log`, neutral(newestEltLog(project), project));
      await keep(`${ending}.warning`, { format: "json", command: ["run", ...names], level: "warning" });
    }
    await keep("el_success.json", { format: "json", command: ["el", ...endings.success] });
    await keep("el_fails.uncolored", { format: "uncolored", command: ["el", ...endings.tap_fails] });
    await keep("el_success.uncolored", { format: "uncolored", command: ["el", ...endings.success] });
    await keep("two_blocks.json", {
      format: "json",
      command: ["run", ...endings.success, ...endings.tap_fails],
    });
    await keep("two_blocks.uncolored", {
      format: "uncolored",
      command: ["run", ...endings.success, ...endings.tap_fails],
    });
    const dying = ["run", "tap-jsonl", "target-dies"];
    await keep("target_dies.json", { format: "json", command: dying });
    await keep("target_dies.uncolored", { format: "uncolored", command: dying });
    await keep("dry_run.json", { format: "json", command: ["run", "--dry-run", ...endings.success] });
    await keep("no_such_block.uncolored", { format: "uncolored", command: ["run", "nope"] });
    project.remove();
  }
}

function write(name: string, log: string): void {
  const file = join(repository, "test", "fixtures", "meltano-logs", name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, log);
}

function newestEltLog({ root }: Project): string {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("elt.log"),
  );
  const newest = files.sort((one, other) => runIdOf(one).localeCompare(runIdOf(other))).at(-1);
  return newest === undefined ? "" : readFileSync(join(root, newest), "utf8");
}

function runIdOf(file: string): string {
  return file.split("/").at(-2) ?? "";
}

/** Nothing of this machine: no path, no host, no user; of tracebacks the beginning and the end. */
function neutral(log: string, { root }: Project): string {
  const text = log
    .replaceAll(root, "/project")
    .replaceAll(repository, "/pitchpipe")
    .replaceAll(/\/pitchpipe\/node_modules\/\.cache\/pitchpipe\/venvs\/[\w.-]+/g, "/venv")
    .replaceAll(homedir(), "/home/user")
    .replaceAll(/\/home\/user\/\.pyenv\/versions\/[\d.]+/g, "/python")
    .replaceAll(hostname(), "host");
  return trimmed(text.split("\n").map(withoutFrames)).join("\n");
}

function withoutFrames(line: string): string {
  if (!line.includes('"frames": [')) return line;
  const fields = JSON.parse(line) as { exception: { frames: unknown[] }[] };
  for (const exception of fields.exception) exception.frames = exception.frames.slice(-1);
  return JSON.stringify(fields);
}

const traceback = /^[│╭╰]|^ {2,}/;

function trimmed(lines: readonly string[]): string[] {
  const isMiddle = (at: number): boolean =>
    [-3, -2, -1, 0, 1, 2, 3].every((offset) => traceback.test(stripControl(lines[at + offset] ?? "")));
  return lines.filter((_, at) => !isMiddle(at));
}

if (process.argv[1] === resolve(import.meta.filename)) await makeFixtures();
