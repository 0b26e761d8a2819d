import type { MeltanoProject } from "../meltano/index.ts";
import { mapperName } from "./definitions.ts";

/** The mappings of our mapper and of plugins that inherit from it. */
export function ourMappings(project: MeltanoProject): string[] {
  const mappers = new Set(
    project.plugins
      .filter(({ name, inheritFrom }) => name === mapperName || inheritFrom === mapperName)
      .map(({ name }) => name),
  );
  return project.mappings.filter(({ mapper }) => mappers.has(mapper)).map(({ name }) => name);
}

/** The name our mapping has or shall have: `watch`, unless something else of the project is called that. */
export function mappingName(project: MeltanoProject): string {
  const [first] = ourMappings(project);
  if (first !== undefined) return ourMappings(project).includes("watch") ? "watch" : first;
  const taken = [...project.plugins, ...project.mappings, ...project.jobs].some(
    ({ name }) => name === "watch",
  );
  return taken ? "pitchpipe-watch" : "watch";
}
