/** What a state id says; `null` where it does not. */
export interface StateIdParts {
  readonly environment: string | null;
  readonly tap: string | null;
  readonly target: string | null;
}

/**
 * Reads a state id of `run` (`environment:tap-x-to-target-y:suffix`) or one that `el` made up
 * (`2026-11-21T140303--tap-x--target-y`). A plugin may have `-to-` in its name: `isPlugin` helps to find the right one.
 */
export function readStateId(stateId: string, isPlugin: (name: string) => boolean): StateIdParts {
  const ephemeral = /^\d{4}-\d\d-\d\dT\d{6}--(.+)--(.+)$/.exec(stateId);
  if (ephemeral !== null)
    return { environment: null, tap: ephemeral[1] ?? null, target: ephemeral[2] ?? null };
  const [environment, job] = stateId.split(":");
  if (environment === undefined || job === undefined) return { environment: null, tap: null, target: null };
  return { environment, ...pairOf(job, isPlugin) };
}

function pairOf(job: string, isPlugin: (name: string) => boolean): Pick<StateIdParts, "tap" | "target"> {
  const words = job.split("-to-").slice(0, 8);
  const pairs = words.slice(1).map((_, at) => ({
    tap: words.slice(0, at + 1).join("-to-"),
    target: words.slice(at + 1).join("-to-"),
  }));
  const best =
    pairs.find(({ tap, target }) => isPlugin(tap) && isPlugin(target)) ??
    pairs.find(({ tap, target }) => isPlugin(tap) || isPlugin(target)) ??
    pairs.find(({ target }) => target.startsWith("target-")) ??
    pairs[0];
  return best ?? { tap: null, target: null };
}
