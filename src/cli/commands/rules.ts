import { Command } from "commander";
import type { OpenedProject } from "../../app/open-project.ts";
import { type RuleNow, ruleDocument, ruleNamed, rulesNow } from "../../app/rules/rule-listing.ts";
import { suggestionDocument, suggestionYaml, suggestRules } from "../../app/rules/suggest-rules.ts";
import { UsageError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Cli, exitCodes } from "../io.ts";
import { colorsOf, printJson, printTable } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";

interface JsonOption {
  readonly json?: boolean;
}

/** `rules list`, `rules test` and `rules suggest`: conditions over metrics, what they say now, what history proposes. */
export function buildRules(cli: Cli): Command {
  const rules = new Command("rules").description(
    "Conditions over metrics that raise alerts: list, test, suggest.",
  );
  rules
    .command("list")
    .description("Every rule: those of the file, stored ones, and those that pitchpipe brings.")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe rules list", "pitchpipe rules list --json"))
    .action((options: JsonOption) => withProject(cli, (project) => list(cli, project, options)));
  rules
    .command("test")
    .description("What a rule says now, series by series. Exit code 1 where one would fire.")
    .argument("[name]", "the rule's name")
    .option("--all", "every rule")
    .option("--json", "one JSON document")
    .addHelpText("after", examples("pitchpipe rules test slow_run", "pitchpipe rules test --all --json"))
    .action((name: string | undefined, options: JsonOption & { readonly all?: boolean }) =>
      withProject(cli, (project) => test(cli, project, { ...options, name })),
    );
  rules
    .command("suggest")
    .description("A threshold for a metric from its history: P95 and 20 % more, as YAML for pitchpipe.yml.")
    .argument("<metric>", "the metric's name")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe rules suggest run_duration_seconds",
        "pitchpipe rules suggest stream_records --json",
      ),
    )
    .action((metric: string, options: JsonOption) =>
      withProject(cli, (project) => suggest(cli, project, { metric, json: options.json === true })),
    );
  return rules;
}

async function list(cli: Cli, project: OpenedProject, { json }: JsonOption): Promise<void> {
  const rules = await rulesNow(project, await project.store());
  if (json) return printJson(cli, { rules: rules.map(ruleDocument) });
  const colors = colorsOf(cli);
  printTable(
    cli,
    rules,
    [
      { title: "rule", value: ({ name }) => name },
      { title: "from", value: ({ source }) => source },
      { title: "state", value: (rule) => paint(colors, shownState(rule), rule.state) },
      { title: "metric", value: ({ metric }) => metric ?? "-" },
      { title: "condition", value: ({ condition }) => stripControl(condition ?? "-").slice(0, 60) },
      { title: "value", align: "right", value: ({ value }) => numberText(value) },
      { title: "fired", align: "right", value: ({ firedCount }) => String(firedCount) },
      { title: "last fired", value: ({ lastFiredAt }) => timeText(lastFiredAt) },
    ],
    "There are no rules.",
  );
  for (const { hint } of rules) if (hint !== null) cli.stdout.write(`${hint}\n`);
}

async function test(
  cli: Cli,
  project: OpenedProject,
  { name, all, json }: JsonOption & { readonly name: string | undefined; readonly all?: boolean },
): Promise<void> {
  if ((name === undefined) === (all !== true))
    throw new UsageError({ code: "USAGE", what: "rules test takes a rule's name, or --all." });
  const rules = await rulesNow(project, await project.store());
  const asked = name === undefined ? rules : [ruleNamed(rules, name)];
  const firing = asked.some(({ series }) => series.some(({ holds }) => holds === true));
  cli.exitCode = firing ? exitCodes.findings : exitCodes.clean;
  if (json) return printJson(cli, { rules: asked.map(ruleDocument) });
  for (const rule of asked) cli.stdout.write(testText(cli, rule));
}

function testText(cli: Cli, rule: RuleNow): string {
  const colors = colorsOf(cli);
  const head = `${colors.bold(rule.name)}  ${rule.metric ?? "-"}  ${rule.condition ?? "-"}${rule.enabled ? "" : "  (off)"}`;
  if (rule.series.length === 0)
    return `${head}\n  ${rule.hint ?? "Nothing is measured that it looks at: it stays as it is."}\n`;
  const lines = rule.series.map(({ labels, value, holds, error }) => {
    const about = Object.entries(labels).filter(([label]) => label !== "project");
    const where = about.map(([label, text]) => `${label}=${stripControl(text)}`).join(" ");
    if (error !== null) return `  ${colors.red("error")}  ${where}  ${stripControl(error)}`;
    if (holds === null) return `  no data  ${where}`;
    return `  ${holds ? colors.red("would fire") : colors.green("quiet")}  ${where}  ${numberText(value)}`;
  });
  return `${[head, ...lines].join("\n")}\n`;
}

async function suggest(
  cli: Cli,
  project: OpenedProject,
  { metric, json }: { readonly metric: string; readonly json: boolean },
): Promise<void> {
  const suggestions = await suggestRules(project, await project.store(), metric);
  if (json) return printJson(cli, { suggestions: suggestions.map(suggestionDocument) });
  if (suggestions.length === 0)
    cli.stdout.write(`Too little is known of ${metric}: a threshold takes ten measurements.\n`);
  else cli.stdout.write(suggestionYaml(suggestions));
}

function shownState({ state, shadow }: RuleNow): string {
  return `${state.replace("_", " ")}${shadow ? " (shadow)" : ""}`;
}

function paint(colors: ReturnType<typeof colorsOf>, text: string, state: string): string {
  if (state === "firing" || state === "error") return colors.red(text);
  return state === "pending" || state === "stale" ? colors.yellow(text) : text;
}

function numberText(value: number | null): string {
  return value === null ? "-" : String(Number(value.toPrecision(6)));
}

function timeText(at: number | null): string {
  return at === null ? "never" : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
