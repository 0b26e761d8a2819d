/** One of the two places text goes to. */
export interface Screen {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
  /** Whether nobody reads it any more. */
  readonly isGone?: boolean;
}

/** What a command sees of the process that runs it; tests hand in their own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Calls back once when somebody wants the command to end (Ctrl-C, SIGTERM); the answer stops listening. */
  readonly onStop?: (listener: () => void) => () => void;
  /** Puts bytes on stdout; settles when they are out of this process, rejects where nobody reads any more. */
  readonly writeBytes?: (bytes: Uint8Array) => Promise<void>;
  /** Whether stdout is closed or the null device: what is put there is in nobody's hands. */
  readonly leadsNowhere?: () => boolean;
}

/** What a command file gets: where to print, and where to leave its exit code (0 unless it says otherwise). */
export interface Cli extends Io {
  /** The command line as it was typed, without `node` and the script. */
  readonly argv: readonly string[];
  exitCode: number;
  /** What went wrong beside the command's own work, where a program reads stderr: told at the end, in one document with an error. */
  readonly notes?: string[];
}

/** Exit codes of every command but `run`, which passes its child's through. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;
