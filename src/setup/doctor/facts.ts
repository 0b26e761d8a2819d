/** What was found about a project's set-up; `doctor` judges nothing else. What could not be found out is `null`. */
export interface SetupFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly node: { readonly running: string; readonly oldest: string };
  /** `null` where there is none. */
  readonly meltano: MeltanoFact | null;
  readonly plugins: readonly PluginFact[];
  /** Names of our mapper's mappings. */
  readonly mappings: readonly string[];
  readonly jobs: readonly JobFact[];
  readonly schedules: readonly { readonly name: string; readonly job: string | null }[];
  readonly config: ConfigFact;
  readonly store: StoreFact;
  /** Files and folders of ours that others on this machine may read. */
  readonly openToOthers: readonly string[];
  /** Files of facts that wait for the store. */
  readonly spoolFiles: number;
  /** A `logging.yaml` whose handlers write elsewhere than to the terminal. */
  readonly loggingFile: string | null;
}

export interface MeltanoFact {
  readonly path: string;
  /** How it was found: `PATH`, `.venv`, … */
  readonly foundBy: string;
  readonly version: string | null;
  /** Why the version is not known. */
  readonly why: string | null;
}

/** One of our two plugins. */
export interface PluginFact {
  readonly type: "utilities" | "mappers";
  readonly name: string;
  readonly definedIn: "meltano.yml" | "another file" | null;
  /** Keys that differ from what `init` would write, the executable apart. */
  readonly outdatedKeys: readonly string[];
  /** `null` where the plugin is not defined. */
  readonly executable: ExecutableFact | null;
}

/** A plugin's `executable`, looked for as Meltano does. */
export interface ExecutableFact {
  readonly written: string;
  /** Where it was found; `null` where it was not. */
  readonly path: string | null;
  readonly state: "runnable" | "missing" | "not executable" | "writable by all";
  /** What it answers to `--version`; `null` where it did not answer. */
  readonly version: string | null;
}

export interface JobFact {
  readonly name: string;
  /** Its extract-load pairs, and those among them without a mapping of ours, as `tap → target`. */
  readonly pairs: number;
  readonly unwatched: readonly string[];
}

export interface ConfigFact {
  /** `null` where there is no file. */
  readonly file: string | null;
  /** Of the file, and of variables (their `path` is the variable's name). */
  readonly problems: readonly {
    readonly path: string;
    readonly line: number | null;
    readonly severity: "error" | "warning";
    readonly message: string;
    readonly hint: string | null;
  }[];
  readonly channels: readonly { readonly name: string; readonly type: string }[];
  readonly misconfigured: readonly { readonly name: string; readonly missing: readonly string[] }[];
}

export interface StoreFact {
  readonly location: string;
  readonly kind: "sqlite" | "postgres";
  /** `absent`: not made yet, which the first run does. */
  readonly state: "ready" | "absent" | "unavailable";
  readonly why: string | null;
  readonly writable: boolean | null;
  /** The kind of file system it lies on, for a file. */
  readonly disk: {
    readonly type: string;
    readonly kind: "local" | "network" | "container" | "memory";
  } | null;
  /** `null`: never; `undefined`: not known. */
  readonly lastTickAt: number | null | undefined;
}
