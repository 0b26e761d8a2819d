import type { Json } from "../../lib/canonical-json.ts";
import { version } from "../../lib/version.ts";

/** Who made an event, as a package URL. */
export const producer = `pkg:npm/pitchpipe@${version}`;

export type JsonMap = { readonly [key: string]: Json };

/** A facet as it stands in an event. */
export type Facet = JsonMap & { readonly _producer: string; readonly _schemaURL: string };
export type Facets = { readonly [name: string]: Facet };

/** The published facets that we fill, with the version we fill them by. */
const published = {
  nominalTime: ["1-0-1", "NominalTimeRunFacet"],
  parent: ["1-2-0", "ParentRunFacet"],
  errorMessage: ["1-0-1", "ErrorMessageRunFacet"],
  processing_engine: ["1-1-1", "ProcessingEngineRunFacet"],
  environmentVariables: ["1-0-0", "EnvironmentVariablesRunFacet"],
  runTags: ["1-0-0", "TagsRunFacet"],
  test: ["1-0-1", "TestRunFacet"],
  jobType: ["2-0-4", "JobTypeJobFacet"],
  ownership: ["1-0-1", "OwnershipJobFacet"],
  jobTags: ["1-0-0", "TagsJobFacet"],
  sourceCodeLocation: ["1-1-0", "SourceCodeLocationJobFacet"],
  schema: ["1-2-0", "SchemaDatasetFacet"],
  dataSource: ["1-0-1", "DatasourceDatasetFacet"],
  columnLineage: ["1-2-0", "ColumnLineageDatasetFacet"],
  dataQualityMetrics: ["1-0-0", "DataQualityMetricsDatasetFacet"],
  version: ["1-0-1", "DatasetVersionDatasetFacet"],
  lifecycleStateChange: ["1-0-1", "LifecycleStateChangeDatasetFacet"],
  inputStatistics: ["1-0-0", "InputStatisticsInputDatasetFacet"],
  dataQualityAssertions: ["1-1-0", "DataQualityAssertionsDatasetFacet"],
  outputStatistics: ["1-0-2", "OutputStatisticsOutputDatasetFacet"],
} as const;

/** A facet with what every facet has. */
export function facet(kind: keyof typeof published, body: JsonMap): Facet {
  const [number, name] = published[kind];
  const schema = `https://openlineage.io/spec/facets/${number}/${name}.json#/$defs/${name}`;
  return { _producer: producer, _schemaURL: schema, ...body };
}

/** Entries without those that are `null`: what is not known is left out, never written as nothing. */
export function known(entries: { readonly [key: string]: Json | undefined }): JsonMap {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value]],
    ),
  );
}

/** Facets by name, without those that say nothing. */
export function facets(all: { readonly [name: string]: Facet | null }): Facets {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, one]) => (one === null ? [] : [[name, one]])),
  );
}
