import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { Document, isScalar } from "yaml";
import { openProject } from "../../app/open-project.ts";
import { lineageBy } from "../../app/openlineage/lineage-of.ts";
import { seenStreams } from "../../app/quality/seen-streams.ts";
import { requireRoot } from "../../app/require-root.ts";
import { schemaFile } from "../../config/generate/schema-file.ts";
import {
  type LoadedConfig,
  loadConfig,
  type Problem,
  settingsNode,
  shownSettings,
} from "../../config/index.ts";
import { UsageError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { SeenStream } from "../../model/stream-history.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { examples } from "./examples.ts";

interface CheckOptions {
  readonly json?: boolean;
  readonly secrets?: boolean;
}

interface ShowOptions {
  readonly json?: boolean;
  readonly defaults?: boolean;
  readonly environment?: string;
  readonly job?: string;
}

/** `config check`, `config show` and `config schema`: what `pitchpipe.yml` says, and what is wrong with it. */
export function buildConfig(cli: Cli): Command {
  const config = new Command("config").description("What pitchpipe.yml says: check, show, schema.");
  config
    .command("check")
    .description("Everything that is wrong in the configuration, with its place.")
    .argument("[file]", "another file than the project's pitchpipe.yml")
    .option("--secrets", "a reference to something that is not set is an error")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples("pitchpipe config check", "pitchpipe config check staging.yml --secrets --json"),
    )
    .action((file: string | undefined, options: CheckOptions) => check(cli, file, options));
  config
    .command("show")
    .description("What holds after all layers. Never a secret: those are ***.")
    .option("--defaults", "marks what nobody has set")
    .option("--environment <E>", "as in this Meltano environment")
    .option("--job <J>", "as for this job")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe config show --defaults",
        "pitchpipe config show --environment prod --job daily-load",
      ),
    )
    .action((options: ShowOptions) => show(cli, options));
  config
    .command("schema")
    .description("The JSON Schema of pitchpipe.yml, for editors.")
    .addHelpText(
      "after",
      examples("pitchpipe config schema", "pitchpipe config schema > pitchpipe.schema.json"),
    )
    .action(() => void cli.stdout.write(schemaFile()));
  return config;
}

async function check(cli: Cli, file: string | undefined, options: CheckOptions): Promise<void> {
  const place = placeOf(cli, file);
  const first = load(cli, place, options);
  const { unknown_streams: streams, unknown_fields: fields } = first.settings.strict;
  // What came so far is in the store; without a need for it that is left alone.
  const seen = streams || fields ? await seenStreams(place.root, cli.env, first) : [];
  const loaded = seen.length === 0 ? first : load(cli, place, options, seen);
  const problems = [...loaded.problems, ...lineageProblems(cli, place, loaded)];
  const valid = !problems.some(({ severity }) => severity === "error");
  if (!valid) cli.exitCode = exitCodes.usage;
  if (options.json) printJson(cli, { valid, problems: problems.map((problem) => ({ ...problem })) });
  else printProblems(cli, problems, file ?? (loaded.file === null ? null : "pitchpipe.yml"));
}

/** What is wrong with the settings of OpenLineage's own client, which a run goes without. */
function lineageProblems(cli: Cli, { root }: CheckedPlace, { settings }: LoadedConfig): Problem[] {
  return lineageBy(settings.openlineage, root, cli.env).problems.map((message) => ({
    ...{ path: "openlineage", line: null, column: null, severity: "warning", message },
    hint: "docs/openlineage.md says what of OpenLineage's own settings is read.",
  }));
}

interface CheckedPlace {
  readonly root: string;
  /** Another file than the project's own. */
  readonly file: string | undefined;
}

function placeOf(cli: Cli, file: string | undefined): CheckedPlace {
  const path = file === undefined ? undefined : resolve(cli.cwd, file);
  return { root: path === undefined ? requireRoot(cli) : rootAround(cli, dirname(path)), file: path };
}

function load(
  cli: Cli,
  { root, file }: CheckedPlace,
  { secrets = false }: CheckOptions,
  seen: readonly SeenStream[] = [],
): LoadedConfig {
  return loadConfig({
    root,
    sysDir: cli.env["MELTANO_SYS_DIR_ROOT"] || join(root, ".meltano"),
    env: cli.env,
    environment: null,
    job: null,
    overrides: {},
    secretsRequired: secrets,
    seenStreams: seen,
    ...(file === undefined ? {} : { file }),
  });
}

/** A file can be checked outside of any project too; then what is relative in it starts at its own folder. */
function rootAround(cli: Cli, folder: string): string {
  try {
    return requireRoot(cli);
  } catch (thrown) {
    if (thrown instanceof UsageError && thrown.code === "NOT_A_PROJECT") return folder;
    throw thrown;
  }
}

function printProblems(cli: Cli, problems: readonly Problem[], file: string | null): void {
  const colors = colorsOf(cli);
  for (const { line, column, severity, message, hint } of problems) {
    const place = line === null ? "" : `${file ?? ""}:${line}:${column ?? 1} `;
    const painted = severity === "error" ? colors.red(severity) : colors.yellow(severity);
    cli.stdout.write(`${place}${painted} ${stripControl(message)}\n`);
    if (hint !== null) cli.stdout.write(`  ${stripControl(hint)}\n`);
  }
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const name = file ?? "There is no pitchpipe.yml; the defaults hold, and the configuration";
  if (problems.length === 0) cli.stdout.write(`${name} is valid.\n`);
  else cli.stdout.write(`${count(errors, "error")}, ${count(problems.length - errors, "warning")}.\n`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

async function show(cli: Cli, options: ShowOptions): Promise<void> {
  const project = openProject({
    cwd: cli.cwd,
    env: cli.env,
    environment: options.environment,
    job: options.job,
  });
  const { config, environment } = project;
  await project.close();
  const { value, defaults } = shownSettings(settingsNode, config.written);
  const errors = config.problems.filter(({ severity }) => severity === "error").length;
  if (errors > 0)
    cli.stderr.write(`${count(errors, "error")} left out; \`pitchpipe config check\` names them.\n`);
  if (options.json) {
    const marked = options.defaults ? { defaults: defaults.map((path) => path.join(".")) } : {};
    return printJson(cli, {
      file: config.file,
      environment: environment === "" ? null : environment,
      job: options.job ?? null,
      hash: config.hash,
      settings: value,
      ...marked,
    });
  }
  const document = new Document(value);
  for (const path of options.defaults ? defaults : []) mark(document, path);
  cli.stdout.write(stripControl(document.toString({ lineWidth: 0 })));
}

function mark(document: Document, path: readonly (string | number)[]): void {
  const node = document.getIn(path, true);
  if (isScalar(node)) node.comment = " default";
  else if (typeof node === "object" && node !== null && "commentBefore" in node)
    Object.assign(node, { comment: " default" });
}
