/** A Python environment of the tests: what is installed into it, and the program we then use. */
export interface PythonEnvironment {
  /** What pip installs; several packages with a space between them. */
  readonly requirement: string;
  readonly executable: string;
}

/**
 * The real Meltano and the real plugins that the end-to-end tests run. Each has an environment of its own, because
 * their requirements exclude one another.
 */
export const environments = {
  meltano: { requirement: "meltano==4.4.1", executable: "meltano" },
  "meltano-3": { requirement: "meltano==3.9.5", executable: "meltano" },
  "tap-jsonl": { requirement: "tap-jsonl==0.3.1", executable: "tap-jsonl" },
  "target-jsonl": { requirement: "target-jsonl==0.1.4", executable: "target-jsonl" },
  // It imports pkg_resources, which setuptools 81 took out.
  "tap-rest-api-msdk": {
    requirement: "tap-rest-api-msdk==1.4.2 setuptools<81",
    executable: "tap-rest-api-msdk",
  },
  "tap-postgres": { requirement: "meltanolabs-tap-postgres==0.10.0", executable: "tap-postgres" },
  "target-postgres": { requirement: "meltanolabs-target-postgres==0.8.1", executable: "target-postgres" },
  "meltano-map-transform": {
    requirement: "meltano-map-transform==0.12.3",
    executable: "meltano-map-transform",
  },
  // The classes that OpenLineage generates from its schemas judge our events.
  "openlineage-python": { requirement: "openlineage-python==1.54.0", executable: "python" },
} as const satisfies Readonly<Record<string, PythonEnvironment>>;

/** The programs there are; `meltano-3` is the `meltano` of the newest third major. */
export type Program = keyof typeof environments;

export const programs = Object.keys(environments) as Program[];
