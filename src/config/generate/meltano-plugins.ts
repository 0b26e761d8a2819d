import { stringify } from "yaml";
import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject } from "../../lib/json-object.ts";
import { isOfMappers } from "../mapper-keys.ts";
import { settingsNode } from "../schema.ts";
import type { LeafNode, SettingNode } from "../setting-node.ts";
import { type VariableSetting, variableSettings } from "../variables.ts";
import { pathText } from "../walk.ts";
import { descriptionOf } from "./description.ts";

const generated = " Written by `npm run generate` from the settings schema; a test fails when it is stale.\n";

/**
 * `meltano-plugin.yml`, for `meltano add --plugin-type utility pitchpipe --from-ref`. No setting has a `value:`: Meltano
 * would export it as a variable, and so it would beat the user's file.
 */
export function utilityDefinition(): string {
  return write(
    `${generated} Add it: meltano add --plugin-type utility pitchpipe --from-ref node_modules/pitchpipe/meltano-plugin.yml`,
    {
      name: "pitchpipe",
      namespace: "pitchpipe",
      variant: "pitchpipe",
      label: "pitchpipe",
      description:
        "Watches every run and every record, and says at once and truthfully when something is wrong.",
      executable: "./node_modules/.bin/pitchpipe",
      settings: variableSettings(settingsNode).map(settingOf),
      commands: {
        tick: { args: "tick", description: "One pass of all time-driven work; for a schedule." },
        doctor: { args: "doctor", description: "What is right and wrong with the set-up." },
        runs: { args: "runs list", description: "The runs that were seen, newest first." },
        "config-check": { args: "config check", description: "Everything that is wrong in pitchpipe.yml." },
      },
    },
  );
}

/** `meltano-mapper.yml`, the same for the mapper. It has no channel's settings: they would end up in Meltano's debug log. */
export function mapperDefinition(): string {
  const ours = variableSettings(settingsNode).filter(({ path }) => isOfMappers(path));
  return write(
    `${generated} Add it: meltano add --plugin-type mapper pitchpipe-mapper --from-ref node_modules/pitchpipe/meltano-mapper.yml
 Meltano drops \`mappings:\` on the way; put them under the plugin by hand, or let \`pitchpipe init\` do all of it:
   mappings:
   - {name: watch, config: {}}`,
    {
      name: "pitchpipe-mapper",
      namespace: "pitchpipe_mapper",
      variant: "pitchpipe",
      label: "pitchpipe mapper",
      description: "Sees every record between tap and target, and passes every byte on as it came.",
      executable: "./node_modules/.bin/pitchpipe-mapper",
      capabilities: ["about", "structured-logging"],
      settings: [
        {
          name: "config_file",
          kind: "string",
          label: "Config file",
          description: "The file with the settings, relative to the project. Default: pitchpipe.yml.",
        },
        {
          name: "checks",
          // No options: Meltano rewrites "off" without its quotes, and then reads a boolean.
          kind: "string",
          label: "Checks",
          description: "`off`: count and measure only. Default: on.",
        },
        ...ours.map(settingOf),
      ],
    },
  );
}

function write(comment: string, definition: JsonObject): string {
  const lines = comment.split("\n").map((line) => `#${line}\n`);
  return `${lines.join("")}${stringify(definition, { lineWidth: 0 })}`;
}

function settingOf({ path, node }: VariableSetting): JsonObject {
  const options = node.kind === "leaf" ? optionsOf(node) : [];
  const words = path.join(" ").replaceAll("_", " ");
  return {
    name: pathText(path),
    kind: kindOf(node, options),
    label: words.charAt(0).toUpperCase() + words.slice(1),
    description: `${descriptionOf(node)}${defaultText(node)}`.trim(),
    ...(hasSecret(node) ? { sensitive: true } : {}),
    ...(options.length === 0 ? {} : { options }),
  };
}

function optionsOf({ values, types }: LeafNode): Json[] {
  if (types.size > 0) return [];
  return values.filter((value) => typeof value === "string").map((value) => ({ label: value, value }));
}

function kindOf(node: SettingNode, options: readonly Json[]): string {
  if (node.kind === "list") return "array";
  if (node.kind !== "leaf") return "object";
  if (options.length > 0) return "options";
  const only = node.values.length === 0 && node.types.size === 1 ? [...node.types][0] : undefined;
  return { string: "string", number: "decimal", integer: "integer", boolean: "boolean" }[only ?? "string"];
}

function defaultText(node: SettingNode): string {
  if (node.meta.defaultText !== undefined) return ` Default: ${node.meta.defaultText}.`;
  if (node.default === undefined || node.kind !== "leaf") return "";
  return ` Default: ${String(node.default)}.`;
}

/** A map that may hold a secret anywhere is one as a whole: Meltano masks a setting, not a part of it. */
function hasSecret(node: SettingNode, depth = 0): boolean {
  if (node.meta.sensitive) return true;
  if (depth > 6) return false;
  const below = (child: SettingNode): boolean => hasSecret(child, depth + 1);
  switch (node.kind) {
    case "object":
      return [...node.fields.values()].some(below);
    case "choice":
      return [...node.options.values()].some(below);
    case "map":
      return below(node.value);
    case "list":
      return below(node.item);
    case "leaf":
      return false;
  }
}
