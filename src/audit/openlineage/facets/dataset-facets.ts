import type { Json } from "../../../lib/canonical-json.ts";
import type { ColumnOrigin, DatasetName, StreamAccount } from "../account.ts";
import type { InputDataset, OutputDataset } from "../event.ts";
import { type Facet, facet, facets, type JsonMap } from "../facet.ts";
import { assertionsFacet, metricsFacet } from "./quality-facets.ts";
import { schemaFields } from "./schema-fields.ts";

/** The datasets that streams were read from, each once, however many streams it has. */
export function inputDatasets(streams: readonly StreamAccount[]): InputDataset[] {
  // A stream that goes to two tables was read once.
  const once = [...new Map(streams.map((stream) => [stream.stream, stream])).values()];
  return grouped(once, ({ source }) => source).map(({ dataset, members }) => ({
    ...dataset,
    facets: facets({
      dataSource: dataSource(dataset),
      schema: schemaFacet(distinctFields(members.flatMap(({ schema }) => schemaFields(schema)))),
      dataQualityMetrics: metricsFacet(members),
      version: versionFacet(members),
    }),
    inputFacets: facets({
      inputStatistics: statistics(
        "inputStatistics",
        sumOf(members, ({ read }) => read),
      ),
      dataQualityAssertions: assertionsFacet(members),
    }),
  }));
}

/** The datasets that streams were written to, each once. */
export function outputDatasets(streams: readonly StreamAccount[]): OutputDataset[] {
  return grouped(streams, ({ target }) => target).map(({ dataset, members }) => ({
    ...dataset,
    facets: facets({
      dataSource: dataSource(dataset),
      schema: schemaFacet(distinctFields(members.flatMap(targetFields))),
      columnLineage: columnLineage(members),
      version: versionFacet(members),
      lifecycleStateChange: changeFacet(members),
    }),
    outputFacets: facets({
      outputStatistics: statistics(
        "outputStatistics",
        sumOf(members, ({ written }) => written),
      ),
    }),
  }));
}

interface Group {
  readonly dataset: DatasetName;
  readonly members: readonly StreamAccount[];
}

function grouped(
  streams: readonly StreamAccount[],
  of: (stream: StreamAccount) => DatasetName | null,
): Group[] {
  const groups = new Map<string, { readonly dataset: DatasetName; readonly members: StreamAccount[] }>();
  for (const stream of streams) {
    const dataset = of(stream);
    // A server refuses a whole event for a dataset without a name.
    if (dataset === null || dataset.namespace === "" || dataset.name === "") continue;
    const { namespace, name } = dataset;
    const key = JSON.stringify([namespace, name]);
    const group = groups.get(key) ?? { dataset: { namespace, name }, members: [] };
    group.members.push(stream);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function dataSource({ namespace }: DatasetName): Facet {
  // Some namespaces are names and no addresses: `file`, `bigquery`.
  const uri = namespace.includes("://") && URL.canParse(namespace) ? { uri: namespace } : {};
  return facet("dataSource", { name: namespace, ...uri });
}

function schemaFacet(fields: readonly JsonMap[]): Facet | null {
  return fields.length === 0 ? null : facet("schema", { fields });
}

/** The columns that the target was given, by its names for them; the types are those they came with. */
function targetFields({ schema, origins }: StreamAccount): JsonMap[] {
  const fields = schemaFields(schema);
  if (origins.length === 0) return fields;
  const typeOfField = new Map(fields.map(({ name, type }) => [name, type]));
  return origins.map(({ column, field }, at) => {
    const type: Json | undefined = typeOfField.get(field);
    return { name: column, ...(type === undefined ? {} : { type }), ordinal_position: at + 1 };
  });
}

function distinctFields(fields: readonly JsonMap[]): JsonMap[] {
  const byName = new Map(fields.toReversed().map((field) => [field["name"], field]));
  const names = new Set(fields.map(({ name }) => name));
  return [...names].flatMap((name, at) => {
    const field = byName.get(name);
    return field === undefined ? [] : [{ ...field, ordinal_position: at + 1 }];
  });
}

function columnLineage(streams: readonly StreamAccount[]): Facet | null {
  const edges = streams.flatMap(({ source, origins }) => origins.map((origin) => ({ source, origin })));
  if (edges.length === 0) return null;
  const columns = Map.groupBy(edges, ({ origin }) => origin.column);
  return facet("columnLineage", {
    fields: Object.fromEntries(
      [...columns].map(([column, members]) => [
        column,
        { inputFields: members.map(({ source, origin }) => inputField(source, origin)) },
      ]),
    ),
  });
}

function inputField({ namespace, name }: DatasetName, origin: ColumnOrigin): JsonMap {
  const transformations = origin.steps.map(({ subtype, description, masking }) => {
    return { type: "DIRECT", subtype, ...(description === "" ? {} : { description }), masking };
  });
  return { namespace, name, field: origin.field, transformations };
}

/** Where several streams meet in one dataset no single version says how far it is. */
function versionFacet(streams: readonly StreamAccount[]): Facet | null {
  const [first, ...more] = streams;
  if (first === undefined || first.version === null || more.length > 0) return null;
  return facet("version", { datasetVersion: first.version });
}

function changeFacet(streams: readonly StreamAccount[]): Facet | null {
  const changes = streams.flatMap(({ change }) => change ?? []);
  const change = changes.find((one) => one === "OVERWRITE") ?? changes[0];
  return change === undefined ? null : facet("lifecycleStateChange", { lifecycleStateChange: change });
}

function statistics(kind: "inputStatistics" | "outputStatistics", rowCount: number | null): Facet | null {
  return rowCount === null ? null : facet(kind, { rowCount });
}

/** A sum of which a part is not known is not known. */
function sumOf(
  streams: readonly StreamAccount[],
  of: (stream: StreamAccount) => number | null,
): number | null {
  return streams.reduce<number | null>((sum, stream) => {
    const count = of(stream);
    return sum === null || count === null ? null : sum + count;
  }, 0);
}
