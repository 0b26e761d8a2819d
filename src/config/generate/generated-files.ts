import { documentation } from "./documentation.ts";
import { jsonSchema } from "./json-schema.ts";
import { mapperDefinition, utilityDefinition } from "./meltano-plugins.ts";

/** Every file that is made from the settings schema: its path in the package, and its text. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "docs/configuration.md": documentation(),
    "schema.json": `${JSON.stringify(jsonSchema(), null, 2)}\n`,
    "meltano-plugin.yml": utilityDefinition(),
    "meltano-mapper.yml": mapperDefinition(),
  };
}
