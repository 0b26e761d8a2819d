import { expects } from "../messages.ts";
import { settingsNode } from "../schema.ts";
import { seedTable } from "../seed-variables.ts";
import type { SettingNode } from "../setting-node.ts";
import { variableSettings } from "../variables.ts";
import { pathText } from "../walk.ts";
import { descriptionOf } from "./description.ts";

const head = `# Configuration

<!-- Written by \`npm run generate\` from the settings schema; a test fails when it is stale. Don't edit it here. -->

\`pitchpipe.yml\` lies in the project's root, beside \`meltano.yml\`; relative paths in it start there. Every key may be left
out but \`version: 1\`. \`pitchpipe config check\` says all that is wrong with the file, with line and column, and
\`pitchpipe config show --defaults\` says what holds and what of it is a default.

## Layers

The deepest wins: built-in defaults, the file, \`environments.NAME\` for the active Meltano environment, \`jobs.NAME\` for
the job that runs, environment variables, the command line. Maps are merged key by key, lists are replaced. The project's
\`.env\` counts as environment; what the process itself has set wins over it. A wrong value is reported and left out, and
what lies below it holds.

\`\`\`yaml
version: 1
run: {stall_after: 10m}
environments:
  dev: {route: {channel: log}}        # any key of this file but version
jobs:
  daily-load: {stall_after: 30m}      # any key of run, an owner, labels
\`\`\`

## Variables

A single value outside maps has a variable of its own, such as \`PITCHPIPE_RUN_STALL_AFTER\`. A map or a list is set as a
whole by one variable that holds JSON, such as \`PITCHPIPE_CHANNELS\`; it is merged over the file's. An empty variable
counts as not set. Under \`meltano invoke pitchpipe\` Meltano sets the same variables from the plugin's settings.

## Variables of earlier systems

These alone, with no file, make channels named \`email\`, \`slack\`, \`teams\`, \`webhook\` and \`whatsapp\`. A channel is
on where its \`…_ENABLED\` is true, or where that is not set and all it needs is; one of the same name in the file wins, whole.
Words are taken in any case, \`True\` and \`False\` as booleans, lists as \`a,b\` or JSON.

${seedRows()}

## References

In any text: \`$NAME\` as the whole value, \`\${NAME}\`, \`\${NAME:-default}\` and \`\${file:/path}\` within it, \`$$\` for a
dollar sign. Not in matchers, regexes, expressions, conditions and templates. Where one is not set, that channel is left
out and named by \`doctor\`; \`config check --secrets\` makes it an error.

## Values

Durations are \`90s\`, \`15m\`, \`26h\`, \`7d\`; sizes \`512KiB\`, \`256MiB\`, \`1GiB\`. A bare number is an error. The file is
YAML 1.2: \`yes\`, \`no\`, \`on\` and \`off\` are texts. Where something can be switched off, \`none\` and \`false\` are the same.
`;

function seedRows(): string {
  const rows = seedTable.map(
    ({ variable, sets, expects }) => `| \`${variable}\` | \`${sets}\` | ${expects} |`,
  );
  return ["| variable | sets | holds |", "|---|---|---|", ...rows].join("\n");
}

/** `docs/configuration.md`: every key with its type, default, meaning and variable. */
export function documentation(): string {
  const variables = new Map(variableSettings(settingsNode).map(({ name, path }) => [pathText(path), name]));
  const sections = settingsNode.kind === "object" ? [...settingsNode.fields] : [];
  const tables = sections.map(([key, node]) => section(key, node, variables));
  return `${head}\n## Keys\n\n${tables.join("\n")}`;
}

interface Row {
  readonly path: string;
  readonly node: SettingNode;
}

function section(key: string, node: SettingNode, variables: ReadonlyMap<string, string>): string {
  const rows = rowsOf({ path: key, node });
  const told = rows[0]?.path === key || node.meta.description === undefined;
  const description = told ? "" : `${cell(descriptionOf(node))}\n\n`;
  const lines = rows.map((row) => line(row, variables.get(row.path)));
  return `### ${key}\n\n${description}| key | type | default | meaning | variable |\n|---|---|---|---|---|\n${lines.join("\n")}\n`;
}

/** A setting's own row, or those of what is in it. What contains itself is told once. */
function rowsOf({ path, node }: Row): Row[] {
  const own = { path, node };
  switch (node.kind) {
    case "object":
      if (node.fields.size === 0) return [own];
      return [...node.fields].flatMap(([key, field]) => rowsOf({ path: `${path}.${key}`, node: field }));
    case "map":
      return node.value.kind === "leaf"
        ? [own]
        : [own, ...rowsOf({ path: `${path}.<name>`, node: node.value })];
    case "choice":
      return [...node.options].flatMap(([option, fields]) =>
        rowsOf({ path: `${path} (${option})`, node: fields }),
      );
    case "list": {
      const repeats = path.split(".").some((part) => part === `${path.split(".").at(-1)}[]`);
      return node.item.kind === "leaf" || repeats
        ? [own]
        : [own, ...rowsOf({ path: `${path}[]`, node: node.item })];
    }
    case "leaf":
      return [own];
  }
}

const secretText: Readonly<Record<string, string>> = {
  true: " Secret: shown as `***`.",
  some: " What looks like a secret is shown as `***`.",
};

function line({ path, node }: Row, variable: string | undefined): string {
  const secret = secretText[String(node.meta.sensitive ?? false)] ?? "";
  const cells = [
    `\`${path}\``,
    cell(
      node.kind === "list" && node.item.kind === "leaf" ? `a list of ${plural(node.item)}` : expects(node),
    ),
    defaultOf(node),
    cell(descriptionOf(node) + secret),
    variable === undefined ? "" : `\`${variable}\``,
  ];
  return `| ${cells.join(" | ")} |`;
}

function plural(item: SettingNode): string {
  return expects(item) === "text" ? "texts" : expects(item);
}

function defaultOf(node: SettingNode): string {
  if (node.meta.defaultText !== undefined) return cell(node.meta.defaultText);
  if (node.default === undefined) return node.optional ? "" : "required";
  const text = typeof node.default === "string" ? node.default : JSON.stringify(node.default);
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").trim();
}
