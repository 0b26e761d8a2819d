import { jsonSchema } from "../../config/generate/json-schema.ts";
import { mapperKeys } from "../../config/mapper-keys.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { version } from "../../lib/version.ts";

const description = "Sees every record between tap and target, and passes every byte on as it came.";
const capabilities = ["about", "structured-logging"];

const ownSettings = {
  config_file: { type: "string", description: "The file with the settings, relative to the project." },
  checks: { enum: ["on", "off"], description: "off: count and measure only." },
};

/** What `--about --format json` says, in the shape of a Singer SDK plugin. There is no SDK and no Python in it. */
export function mapperAbout(): { readonly [key: string]: Json } {
  const { properties, $defs } = jsonSchema();
  const known = Object.entries(properties as { readonly [key: string]: Json });
  const own = known.filter(([key]) => (mapperKeys as readonly string[]).includes(key));
  return {
    name: "pitchpipe-mapper",
    description,
    version,
    sdk_version: null,
    supported_python_versions: [],
    capabilities,
    settings: {
      type: "object",
      properties: { ...ownSettings, ...Object.fromEntries(own) },
      required: [],
      $schema: "https://json-schema.org/draft/2020-12/schema",
      ...($defs === undefined ? {} : { $defs }),
    },
  };
}

export function aboutAsText(): string {
  return [
    `Name: pitchpipe-mapper`,
    `Description: ${description}`,
    `Version: ${version}`,
    `Capabilities: ${capabilities.join(", ")}`,
    `Settings: ${settingNames().join(", ")}`,
    "",
  ].join("\n");
}

export function aboutAsMarkdown(): string {
  const items = (names: readonly string[]): string => names.map((name) => `* \`${name}\``).join("\n");
  return `# pitchpipe-mapper\n\n${description}\n\nVersion ${version}\n\n## Capabilities\n\n${items(capabilities)}\n\n## Settings\n\n${items(settingNames())}\n`;
}

function settingNames(): string[] {
  return [...Object.keys(ownSettings), ...mapperKeys];
}
