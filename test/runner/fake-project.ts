import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const repository = join(import.meta.dirname, "../..");
const program = join(repository, "src/cli/bin/pitchpipe.ts");
const terminal = join(repository, "test/fixtures/meltano/in-terminal.py");
export const fakeMeltano = join(repository, "test/fixtures/meltano/fake-meltano.mjs");

/** What the fake Meltano does; a line is text, or the fields of a log line. */
export interface Part {
  /** What it does at its first start, its second, …; the last of them from then on. */
  readonly turns?: readonly Part[];
  readonly lines?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly stdout?: readonly string[];
  /** Processes that stand for plugins, and that it waits for before it says anything; `body` is JavaScript. */
  readonly plugins?: readonly { readonly name: string; readonly side: string; readonly body: string }[];
  readonly exit?: number;
  readonly signal?: NodeJS.Signals;
  readonly onTerm?: "end" | "ignore";
  /** Says how often it was interrupted, seven seconds after the first time. */
  readonly countInts?: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the fake Meltano runs. */
  readonly underWay: () => Promise<void>;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** In a terminal of its own, where Ctrl-C is typed as soon as Meltano runs; what it showed is stdout. */
  readonly inTerminal?: boolean;
}

/** The log of a good run, block by block. */
export const goodLines: Part["lines"] = [
  { event: "Running job with name 'dev:tap-x-to-target-y' and run ID 'x'" },
  { event: "Block run completed", success: true, set_number: 0, block_type: "ExtractLoadBlocks", err: null },
  { event: "Run completed", status: "success", duration_seconds: 1 },
];

const meltanoYml = `default_environment: dev
project_id: 5f8f2f6e-0000-4000-8000-000000000000
environments: [{name: dev}, {name: prod}]
plugins:
  extractors:
  - {name: tap-x, namespace: tap_x, settings: [{name: password, sensitive: true}], config: {password: planted-secret-1}}
  loaders:
  - {name: target-y, namespace: target_y}
  mappers:
  - {name: pitchpipe-mapper, namespace: pitchpipe_mapper, mappings: [{name: watch}]}
jobs:
- {name: daily-load, tasks: [tap-x target-y]}
`;

/** A Meltano project whose `meltano` is the fake one. */
export class FakeProject {
  readonly root = mkdtempSync(join(tmpdir(), "pitchpipe-fake-"));
  readonly #env: Record<string, string>;

  constructor() {
    writeFileSync(join(this.root, "meltano.yml"), meltanoYml);
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(MELTANO|PITCHPIPE|NODE|VITEST)_/.test(name),
    );
    this.#env = {
      ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""])),
      PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
      PITCHPIPE_MELTANO: fakeMeltano,
      FAKE_MELTANO_PART: join(this.root, "part.json"),
      FAKE_MELTANO_SEEN: join(this.root, "seen.json"),
    };
  }

  start(
    args: readonly string[],
    part: Part = {},
    { env = {}, inTerminal = false }: Surroundings = {},
  ): Started {
    for (const file of ["seen.json", "part.json.starts"]) rmSync(join(this.root, file), { force: true });
    this.write("part.json", JSON.stringify({ lines: goodLines, ...part }));
    const [command = "", ...own] = inTerminal
      ? ["python3", terminal, join(this.root, "seen.json"), process.execPath, program]
      : [process.execPath, program];
    const child = spawn(command, [...own, ...args], {
      cwd: this.root,
      env: { ...this.#env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      texts.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      texts.stderr += text;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal, ...texts }));
    });
    const underWay = async (): Promise<void> => {
      while (!existsSync(join(this.root, "seen.json"))) await sleep(20);
    };
    return { child, ended, underWay };
  }

  /** Runs one command line to its end. */
  run(args: readonly string[], part: Part = {}, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.start(args, part, { env }).ended;
  }

  /** What the fake Meltano was started with. */
  seen(): { readonly argv: string[]; readonly env: Record<string, string>; readonly pid: number } {
    return JSON.parse(readFileSync(join(this.root, "seen.json"), "utf8"));
  }

  /** The arguments of each start of the fake Meltano since the last command. */
  starts(): string[][] {
    const lines = readFileSync(join(this.root, "part.json.starts"), "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  async latest(): Promise<Readonly<Record<string, unknown>>> {
    const { stdout, stderr } = await this.run(["runs", "show", "latest", "--json"]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout);
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
