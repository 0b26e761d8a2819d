import type { LineageEventType } from "../../model/lineage-event.ts";
import type { DatasetName } from "./account.ts";
import { type Facets, producer } from "./facet.ts";

/** A dataset that was read, with what is known of it. */
export type InputDataset = DatasetName & {
  readonly facets: Facets;
  readonly inputFacets: Facets;
};

/** A dataset that was written, with what is known of it. */
export type OutputDataset = DatasetName & {
  readonly facets: Facets;
  readonly outputFacets: Facets;
};

/** A run event of OpenLineage 2-0-2. */
export type RunEvent = {
  readonly eventType: LineageEventType;
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: Facets };
  readonly job: { readonly namespace: string; readonly name: string; readonly facets: Facets };
  readonly inputs: readonly InputDataset[];
  readonly outputs: readonly OutputDataset[];
};

const schemaUrl = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

/** An event of a run at a moment, in milliseconds since the epoch. */
export function runEvent({
  type,
  at,
  run,
  job,
  inputs = [],
  outputs = [],
}: {
  readonly type: LineageEventType;
  readonly at: number;
  readonly run: RunEvent["run"];
  readonly job: RunEvent["job"];
  readonly inputs?: readonly InputDataset[];
  readonly outputs?: readonly OutputDataset[];
}): RunEvent {
  const eventTime = new Date(at).toISOString();
  return { eventType: type, eventTime, producer, schemaURL: schemaUrl, run, job, inputs, outputs };
}
