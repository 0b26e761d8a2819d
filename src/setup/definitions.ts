import type { Json } from "../lib/canonical-json.ts";

/** The two programs as Meltano shall call them: a path relative to the project, an absolute one, or a bare name. */
export interface Executables {
  readonly pitchpipe: string;
  readonly mapper: string;
}

/** One plugin of ours as it stands in `meltano.yml`. */
export interface PluginDefinition {
  readonly type: "utilities" | "mappers";
  readonly name: string;
  /** The line above it that says what it is; by it `init --remove` knows how much `init` had added. */
  readonly comment: string;
  /** Its keys in their order. */
  readonly body: Readonly<Record<string, Json>>;
}

export const utilityName = "pitchpipe";
export const mapperName = "pitchpipe-mapper";

/**
 * Our two plugins, as short as Meltano takes them: all settings live in `pitchpipe.yml`, so the long definitions of
 * `meltano-plugin.yml` (for `meltano add --from-ref`) need not stand in a file that people read.
 */
export function ownDefinitions(executables: Executables, mapping: string): readonly PluginDefinition[] {
  return [
    {
      type: "utilities",
      name: utilityName,
      comment: "# pitchpipe watches every run and says what went wrong (added by `pitchpipe init`)",
      body: {
        name: utilityName,
        namespace: "pitchpipe",
        executable: executables.pitchpipe,
        commands: { tick: "tick" },
      },
    },
    {
      type: "mappers",
      name: mapperName,
      comment:
        "# pitchpipe's mapper: its mapping, between tap and target, sees every record (added by `pitchpipe init`)",
      body: {
        name: mapperName,
        namespace: "pitchpipe_mapper",
        executable: executables.mapper,
        capabilities: ["about", "structured-logging"],
        mappings: [{ name: mapping, config: {} }],
      },
    },
  ];
}
