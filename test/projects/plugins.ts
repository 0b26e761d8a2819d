import { join } from "node:path";
import { mapperBin, pitchpipeBin } from "../setup/dist.ts";
import { venvBin } from "../setup/venvs.ts";

/** A plugin as it stands in `meltano.yml`: a custom one, its executable in place, so that nothing is installed. */
export interface Plugin {
  readonly name: string;
  readonly namespace?: string;
  readonly inherit_from?: string;
  readonly executable?: string;
  readonly capabilities?: readonly string[];
  readonly settings?: readonly {
    readonly name: string;
    readonly kind?: string;
    readonly sensitive?: boolean;
  }[];
  readonly config?: Readonly<Record<string, unknown>>;
  /** Rules for catalog entries, such as the way of replication. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly mappings?: readonly {
    readonly name: string;
    readonly config: Readonly<Record<string, unknown>>;
  }[];
}

type Config = Readonly<Record<string, unknown>>;

const tapCapabilities = ["catalog", "discover", "state"];

/** `config.path` is a glob over JSONL files; `config.stream_name` names their one stream. */
export function tapJsonl(config: Config): Plugin {
  return {
    name: "tap-jsonl",
    namespace: "tap_jsonl",
    executable: venvBin("tap-jsonl"),
    capabilities: tapCapabilities,
    settings: [
      { name: "path" },
      { name: "stream_name" },
      { name: "primary_keys", kind: "array" },
      { name: "emit_state_every", kind: "integer" },
    ],
    config,
  };
}

/** Writes `<stream>.jsonl` into `output/` of the project, without a timestamp in the name. */
export function targetJsonl(config: Config = {}): Plugin {
  return {
    name: "target-jsonl",
    namespace: "target_jsonl",
    executable: venvBin("target-jsonl"),
    settings: [{ name: "destination_path" }, { name: "do_timestamp_file", kind: "boolean" }],
    config: { destination_path: "output", do_timestamp_file: false, ...config },
  };
}

export function tapPostgres(config: Config): Plugin {
  return {
    name: "tap-postgres",
    namespace: "tap_postgres",
    executable: venvBin("tap-postgres"),
    capabilities: tapCapabilities,
    settings: [
      { name: "sqlalchemy_url", sensitive: true },
      { name: "filter_schemas", kind: "array" },
    ],
    config,
  };
}

export function targetPostgres(config: Config): Plugin {
  return {
    name: "target-postgres",
    namespace: "target_postgres",
    executable: venvBin("target-postgres"),
    settings: [{ name: "sqlalchemy_url", sensitive: true }, { name: "default_target_schema" }],
    config,
  };
}

/** Any other plugin. */
export function script(name: string, executable: string, more: Partial<Plugin> = {}): Plugin {
  return { name, namespace: name.replaceAll("-", "_"), executable, ...more };
}

/** A tap for what real taps do only on bad days; its config is described in `scripts/tap.js`. */
export function scriptTap(config: Config = {}): Plugin {
  return script("tap-script", join(import.meta.dirname, "scripts", "tap.js"), {
    capabilities: ["state"],
    config,
  });
}

/** A target that keeps the bytes it gets; its config is described in `scripts/target.js`. */
export function scriptTarget(config: Config = {}): Plugin {
  return script("target-script", join(import.meta.dirname, "scripts", "target.js"), { config });
}

/** Our mapper with the mapping `watch`, as `pitchpipe init` writes it. */
export function watch(config: Config = {}): Plugin {
  return {
    name: "pitchpipe-mapper",
    namespace: "pitchpipe_mapper",
    executable: mapperBin,
    mappings: [{ name: "watch", config }],
  };
}

/** Another mapper in the same block, with one mapping. */
export function mapTransform(mapping: string, config: Config): Plugin {
  return {
    name: "meltano-map-transformer",
    namespace: "meltano_map_transformer",
    executable: venvBin("meltano-map-transform"),
    mappings: [{ name: mapping, config }],
  };
}

/** Our utility. */
export function utility(): Plugin {
  return { name: "pitchpipe", namespace: "pitchpipe", executable: pitchpipeBin };
}
