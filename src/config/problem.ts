/** Something wrong in the configuration. Line and column count from 1 and are `null` where it isn't in a file. */
export interface Problem {
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly severity: "error" | "warning";
  /** One sentence that holds without its context, never a secret. */
  readonly message: string;
  readonly hint: string | null;
}
