import type { PluginProcess } from "./run-processes.ts";

/** What is known of a target that may be gone while its block goes on. */
export interface TargetWatch {
  /** The target of the block that runs, once seen. */
  readonly target: string | null;
  readonly goneSince: number | null;
}

export const noTarget: TargetWatch = { target: null, goneSince: null };

/** How long tap or mapper may outlive their target before the block counts as hung. */
export const hangAfterMs = 60_000;

/**
 * A target that is gone while tap or mapper still run: Meltano may then wait for ever. Decided from the plugins' living
 * processes; a block without any process is over.
 */
export function watchTarget(
  state: TargetWatch,
  plugins: readonly PluginProcess[],
  { now, limitMs = hangAfterMs }: { readonly now: number; readonly limitMs?: number },
): { readonly state: TargetWatch; readonly hung: string | null } {
  const target = plugins.find(({ role }) => role === "target");
  if (target !== undefined) return { state: { target: target.plugin, goneSince: null }, hung: null };
  if (plugins.length === 0 || state.target === null) return { state: noTarget, hung: null };
  const goneSince = state.goneSince ?? now;
  return { state: { ...state, goneSince }, hung: now - goneSince >= limitMs ? state.target : null };
}
