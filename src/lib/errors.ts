import type { ErrorCode } from "./error-codes.ts";

/** What every error of ours says: one line what, one line why, one line what to do. */
export interface ErrorText {
  readonly what: string;
  readonly why?: string;
  readonly whatToDo?: string;
}

interface ErrorContext extends ErrorText {
  readonly code: ErrorCode;
  readonly cause?: unknown;
}

/**
 * The base of all errors we raise knowingly. Its `code` is stable and listed in `docs/errors.md`;
 * `message` is the one line of what happened. Subclasses say how a caller may recover.
 */
export class PitchpipeError extends Error {
  readonly code: ErrorCode;
  readonly why: string | null;
  readonly whatToDo: string | null;

  constructor({ code, what, why, whatToDo, cause }: ErrorContext) {
    super(what, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.why = why ?? null;
    this.whatToDo = whatToDo ?? null;
  }
}

/** The user asked for something impossible or misspelt: exit code 2, nothing was done. */
export class UsageError extends PitchpipeError {}

/** A configuration or project file is wrong: exit code 2 (64 under `run`). */
export class ConfigError extends PitchpipeError {}

/** The outside world refused for now; `retryAfterMs` is its own wish where it gave one. */
export class RetriableError extends PitchpipeError {
  readonly retryAfterMs: number | null;

  constructor(context: ErrorContext & { readonly retryAfterMs?: number }) {
    super(context);
    this.retryAfterMs = context.retryAfterMs ?? null;
  }
}

/** Trying again can't help. */
export class FatalError extends PitchpipeError {}

/** The one-line text of anything thrown, also of what isn't an Error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
}
