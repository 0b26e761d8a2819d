import { documentation } from "./documentation.ts";
import { mapperDefinition, utilityDefinition } from "./meltano-plugins.ts";
import { schemaFile } from "./schema-file.ts";

/** Every file that is made from the settings schema: its path in the package, and its text. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "docs/configuration.md": documentation(),
    "schema.json": schemaFile(),
    "meltano-plugin.yml": utilityDefinition(),
    "meltano-mapper.yml": mapperDefinition(),
  };
}
