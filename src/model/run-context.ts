/** Under what a run ran: what may have changed since the last good one. Holds no secret. */
export interface RunContext {
  readonly pitchpipeVersion: string;
  /** `null` where it could not be told. */
  readonly meltanoVersion: string | null;
  /** The hash of pitchpipe's settings. */
  readonly configHash: string;
  /** The commit that is checked out in the project's folder; `null` without one. */
  readonly gitCommit: string | null;
  /** Versions of the plugins of this run, by name; `null` where they could not be told. */
  readonly plugins: Readonly<Record<string, string | null>>;
  /** `meltano.yml` by dotted key. A secret's value is only a hash, so that a change shows. */
  readonly meltanoYml: Readonly<Record<string, string>>;
}
