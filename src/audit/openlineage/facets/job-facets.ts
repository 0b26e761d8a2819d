import type { Run } from "../../../model/run.ts";
import type { RunSurroundings } from "../account.ts";
import { type Facets, facet, facets, known } from "../facet.ts";
import { tagList } from "./run-facets.ts";

/** `JOB`: a run of several blocks; `TASK`: one block. */
export type JobKind = "JOB" | "TASK";

/** What is known of a job. */
export function jobFacets(kind: JobKind, { owner }: Run, { source, jobTags }: RunSurroundings): Facets {
  const tags = tagList(jobTags, "USER");
  return facets({
    // Marquez refuses a job type without `jobType`.
    jobType: facet("jobType", {
      ...{ processingType: "BATCH", integration: "MELTANO", jobType: kind },
      emissionPattern: { eventTrigger: "EVENT_BASED", eventContentMode: "ACCUMULATIVE" },
    }),
    ownership: owner === null ? null : facet("ownership", { owners: [{ name: owner }] }),
    sourceCodeLocation: source && facet("sourceCodeLocation", { type: "git", ...known({ ...source }) }),
    tags: tags.length === 0 ? null : facet("jobTags", { tags }),
  });
}
