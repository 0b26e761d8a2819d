import { existsSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { createRedactor } from "../lib/redaction/index.ts";
import { version } from "../lib/version.ts";
import { type MeltanoProject, readDotEnv, readProject, secretValues } from "../meltano/index.ts";
import { chooseExecutables, type ExecutableChoice } from "../setup/choose-executables.ts";
import { mappingName } from "../setup/our-mappings.ts";
import { type InitPlan, planInit } from "../setup/plan-init.ts";
import { planRemove, type RemovePlan } from "../setup/plan-remove.ts";
import { snippet } from "../setup/snippet.ts";
import { starterConfig } from "../setup/starter-config.ts";
import { type TickRunner, tickAdvice } from "../setup/tick-advice.ts";
import { unifiedDiff } from "../setup/unified-diff.ts";
import { editMeltanoFile, readMeltanoFile } from "./meltano-file.ts";
import type { Environment } from "./open-project.ts";
import { requireRoot } from "./require-root.ts";
import { findInstallations } from "./setup-programs.ts";

export { dockerLines } from "../setup/docker-lines.ts";
export type { InitPlan } from "../setup/plan-init.ts";
export { tickRunners } from "../setup/tick-advice.ts";

/** A project that pitchpipe is put into, or taken out of. Only what is named so writes or deletes. */
export interface Setup {
  readonly root: string;
  /** What Meltano shall call, asked anew each time: `install` changes it. */
  readonly choose: () => ExecutableChoice;
  /** `meltano.yml` as it is. */
  readonly text: () => string;
  readonly plan: (options: { readonly update: boolean }) => InitPlan;
  readonly planRemoval: () => RemovePlan;
  readonly snippet: () => string;
  /** A unified diff for people, without the secrets that may stand around a change. */
  readonly diff: (file: string, before: string | null, after: string) => string;
  /** Commands to try next, as they can be typed in the project's folder. */
  readonly nextCommands: () => string[];
  /** The `pitchpipe.yml` to begin with, or `null` where there is one. */
  readonly starter: () => string | null;
  readonly tickAdvice: (runner: TickRunner) => string;
  /** Installs this version of pitchpipe into the project; false where npm failed (it has said why on stderr). */
  readonly install: () => Promise<boolean>;
  readonly write: (options: { readonly update: boolean; readonly jobs: boolean }) => void;
  readonly writeStarter: () => void;
  readonly writeRemoval: () => void;
  /** What `purge` would delete. */
  readonly kept: () => string[];
  readonly purge: () => void;
}

/** Finds the Meltano project around `cwd`; `self` is the program that runs (`process.argv[1]`). */
export function openSetup(where: { readonly cwd: string; readonly env: Environment }, self?: string): Setup {
  const root = requireRoot(where);
  const env = { ...readDotEnv(root, where.env), ...where.env };
  const [file, configFile] = [join(root, "meltano.yml"), join(root, "pitchpipe.yml")];
  const project = (): MeltanoProject => readProject(root, env);
  const choose = (): ExecutableChoice => chooseExecutables(findInstallations(root, env, self));
  const planFor = (text: string, update: boolean): InitPlan =>
    planInit({ text, project: project() }, { executables: choose().executables, update });
  const kept = (): string[] =>
    [join(project().sysDir, "pitchpipe"), configFile].filter((path) => existsSync(path));
  const starter = (): string | null => (existsSync(configFile) ? null : starterText(choose(), self));
  return {
    root,
    choose,
    text: () => readMeltanoFile(file),
    plan: ({ update }) => planFor(readMeltanoFile(file), update),
    planRemoval: () => planRemove({ text: readMeltanoFile(file), project: project() }),
    snippet: () => snippet(choose().executables, mappingName(project())),
    diff: (name, before, after) =>
      createRedactor(secretValues(project(), env)).text(unifiedDiff(name, before, after)),
    nextCommands: () => nextCommands(choose(), project()),
    starter,
    tickAdvice: (runner) => tickAdvice(runner, placeOf(root, choose())),
    install: () => install(root, where.env),
    write: ({ update, jobs }) =>
      editMeltanoFile(file, (text) => planFor(text, update)[jobs ? "withJobs" : "withPlugins"]),
    writeStarter: () => writeNew(configFile, starter()),
    writeRemoval: () => editMeltanoFile(file, (text) => planRemove({ text, project: project() }).after),
    kept,
    purge: () => {
      for (const path of kept()) rmSync(path, { recursive: true });
    },
  };
}

function placeOf(root: string, { executables: { pitchpipe } }: ExecutableChoice) {
  return { root, pitchpipe, nodeFolder: dirname(process.execPath) };
}

function nextCommands({ installation, executables }: ExecutableChoice, project: MeltanoProject): string[] {
  const program =
    installation === "path" || installation === "self" ? executables.pitchpipe : "npx pitchpipe";
  const named = (type: string): string | undefined =>
    project.plugins.find((plugin) => plugin.type === type)?.name;
  const line = `${named("extractors") ?? "tap-x"} ${mappingName(project)} ${named("loaders") ?? "target-y"}`;
  const blocks = project.jobs[0]?.name ?? line;
  return ["doctor", `run ${blocks}`, "runs show latest"].map((command) => `${program} ${command}`);
}

/** The schema lies in the package: that of the project, or that of the program that runs. */
function starterText({ installation, executables }: ExecutableChoice, self: string | undefined): string {
  const own = self && existsSync(self) ? join(dirname(realpathSync(self)), "../schema.json") : "";
  const beside = executables.pitchpipe.replace(/\.bin\/pitchpipe$/, "pitchpipe/schema.json");
  const elsewhere = existsSync(own) ? own : "./node_modules/pitchpipe/schema.json";
  return starterConfig({
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
    schema: installation === "local" || installation === "missing" ? beside : elsewhere,
  });
}

function writeNew(file: string, text: string | null): void {
  if (text === null) return;
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (thrown) {
    // Somebody made one since we looked: theirs stays.
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST")) throw thrown;
  }
}

async function install(root: string, env: Environment): Promise<boolean> {
  const { exitCode } = await execa("npm", ["install", "--save-dev", `pitchpipe@${version}`], {
    cwd: root,
    env,
    extendEnv: false,
    stdin: "ignore",
    stdout: 2,
    stderr: 2,
    reject: false,
  });
  return exitCode === 0;
}
