import type { Environment } from "./child-environment.ts";

/** A time limit of a run, and whether Meltano finds it by itself. */
export interface TimeLimit {
  /** `null` without one. */
  readonly ms: number | null;
  /** Ours: it has to be handed on. */
  readonly own: boolean;
}

/** The time limit of a run: of Meltano's own option, else its variable, else of our settings. */
export function timeLimit(
  { timeout }: { readonly timeout: string | null },
  env: Environment,
  ofSettings: number | null,
): TimeLimit {
  const said = timeout ?? (env["MELTANO_RUN_TIMEOUT"] || null);
  if (said === null) return { ms: ofSettings, own: true };
  const seconds = Number(said);
  return { ms: Number.isFinite(seconds) ? seconds * 1000 : null, own: false };
}
