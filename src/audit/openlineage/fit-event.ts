import type { RunEvent } from "./event.ts";
import type { Facets } from "./facet.ts";

/** What servers take: Marquez's own limit is higher, and every store's memory is not. */
export const largestEvent = 5 << 20;

/** What is left out of an event that is too large, the dearest last. */
const spared = [["dataQualityMetrics"], ["columnLineage"], ["schema"], ["test", "dataQualityAssertions"]];

/** The event as JSON, without the facets that make it too large for others to take. */
export function eventBody(event: RunEvent, limit = largestEvent): string {
  let body = JSON.stringify(event);
  let fitting = event;
  for (const names of spared) {
    if (body.length <= limit) break;
    fitting = withoutFacets(fitting, names);
    body = JSON.stringify(fitting);
  }
  return body;
}

function withoutFacets(event: RunEvent, names: readonly string[]): RunEvent {
  const rest = (facets: Facets): Facets =>
    Object.fromEntries(Object.entries(facets).filter(([name]) => !names.includes(name)));
  return {
    ...event,
    run: { ...event.run, facets: rest(event.run.facets) },
    inputs: event.inputs.map((one) => ({
      ...one,
      facets: rest(one.facets),
      inputFacets: rest(one.inputFacets),
    })),
    outputs: event.outputs.map((one) => ({ ...one, facets: rest(one.facets) })),
  };
}
