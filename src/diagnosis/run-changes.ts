import type { RunChange } from "../model/dossier.ts";
import type { RunContext } from "../model/run-context.ts";

/** More changes than this say only that everything changed. */
const mostKeys = 20;

/** What is not as it was, the likeliest to matter first. Unknown on one side is no change. */
export function changesBetween(before: RunContext, after: RunContext): RunChange[] {
  const single = [
    change("Meltano", before.meltanoVersion, after.meltanoVersion),
    ...namesOf(before.plugins, after.plugins).map((name) =>
      change(name, before.plugins[name] ?? null, after.plugins[name] ?? null),
    ),
    change("git commit", short(before.gitCommit), short(after.gitCommit)),
    change("pitchpipe", before.pitchpipeVersion, after.pitchpipeVersion),
    change("pitchpipe.yml (its hash)", short(before.configHash), short(after.configHash)),
  ].filter((one) => one !== null && one.before !== null && one.after !== null);
  return [...single, ...keyChanges(before.meltanoYml, after.meltanoYml)].flatMap((one) => one ?? []);
}

/** So much of a hash tells it from another. */
function short(hash: string | null): string | null {
  return hash === null ? null : hash.slice(0, 12);
}

function keyChanges(before: RunContext["meltanoYml"], after: RunContext["meltanoYml"]): (RunChange | null)[] {
  const changed = namesOf(before, after).flatMap(
    (key) => change(`meltano.yml ${key}`, before[key] ?? null, after[key] ?? null) ?? [],
  );
  const more = changed.length - mostKeys;
  if (more <= 0) return changed;
  return [...changed.slice(0, mostKeys), { what: "meltano.yml", before: null, after: `${more} more keys` }];
}

function namesOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
}

function change(what: string, before: string | null, after: string | null): RunChange | null {
  return before === after ? null : { what, before, after };
}
