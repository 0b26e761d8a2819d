import type { SeenStream } from "../model/stream-history.ts";

/** Where settings are looked for, and for what. */
export interface LoadOptions {
  /** The project's folder. */
  readonly root: string;
  /** Meltano's system folder. */
  readonly sysDir: string;
  /** The process's variables; the project's `.env` is read here and stands below them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly environment: string | null;
  readonly job: string | null;
  /** Settings from the command line, by dotted path. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Another file than the project's `pitchpipe.yml`; it must be there. */
  readonly file?: string;
  /** References that lead nowhere are errors instead of warnings. */
  readonly secretsRequired?: boolean;
  /** Streams that came in earlier runs: in strict mode a name that fits none of them is an error. */
  readonly seenStreams?: readonly SeenStream[];
}
