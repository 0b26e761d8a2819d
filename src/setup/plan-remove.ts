import { mapperName, ownDefinitions, utilityName } from "./definitions.ts";
import { splitBom } from "./meltano-yml/bom.ts";
import { findPlugin } from "./meltano-yml/find-plugin.ts";
import { removePlugin } from "./meltano-yml/remove-plugin.ts";
import { assertSameWithoutUs } from "./meltano-yml/same-without-us.ts";
import { readSource } from "./meltano-yml/source.ts";
import { unwatchTasks } from "./meltano-yml/unwatch-tasks.ts";
import { ourMappings } from "./our-mappings.ts";
import type { PlanInput } from "./plan-init.ts";

/** What `init --remove` would make of `meltano.yml`. */
export interface RemovePlan {
  readonly after: string;
  /** The jobs that lose a mapping of ours. */
  readonly jobs: readonly string[];
  /** Our plugins that stand in another file of the project, which we don't edit. */
  readonly elsewhere: readonly string[];
}

/** Decides what `init --remove` does: plugins, mappings and their places in jobs go, all else stays byte for byte. */
export function planRemove({ text, project }: PlanInput): RemovePlan {
  const { bom, body } = splitBom(text);
  const mappings = new Set(ourMappings(project));
  // Neither executable nor mapping matters for what is taken out.
  const definitions = ownDefinitions({ pitchpipe: "", mapper: "" }, "");
  const source = readSource(body);
  const elsewhere = definitions
    .filter((own) => findPlugin(source, own) === null)
    .filter((own) => project.plugins.some(({ type, name }) => type === own.type && name === own.name));
  const unwatched = unwatchTasks(body, mappings);
  // In the opposite order of `init`: each of our comments then stands where it was written.
  const after = definitions.toReversed().reduce(removePlugin, unwatched.text);
  assertSameWithoutUs(body, after, { plugins: new Set([utilityName, mapperName]), mappings });
  return { after: bom + after, jobs: unwatched.jobs, elsewhere: elsewhere.map(({ name }) => name) };
}
