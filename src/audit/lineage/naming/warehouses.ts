import { unquoted } from "./conform-name.ts";
import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { addressOfUrl } from "./server-address.ts";
import { targetParts } from "./servers.ts";
import { settingMaps, settingText } from "./setting-text.ts";
import { type StreamParts, sourceParts } from "./stream-parts.ts";

/** `snowflake://{organisation}-{account}`, `{database}.{schema}.{table}` in capitals, as Snowflake keeps plain names. */
export function snowflakeTable(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const url = settingText(place, "sqlalchemy_url");
  const address = url === null ? null : addressOfUrl(url, 443);
  const account = address?.host ?? settingText(place, "account");
  if (account === null)
    return neutralDataset(place, stream, "The plugin's settings name no Snowflake account.");
  const [urlDatabase, urlSchema] = (address?.database ?? "").split("/");
  const parts = isTarget ? targetParts(place, stream) : sourceParts(stream);
  const database = settingText(place, "database", "dbname") ?? (urlDatabase || null);
  const schema = parts.schema ?? settingText(place, "schema") ?? (urlSchema || null);
  const lacking = [database === null ? "database" : null, schema === null ? "schema" : null].filter(Boolean);
  return {
    namespace: `snowflake://${account.toLowerCase().replace(/\.snowflakecomputing\.com$/, "")}`,
    name: [database, schema, parts.table].flatMap((part) => (part === null ? [] : unquoted(part))).join("."),
    unknown: lacking.length === 0 ? null : `The plugin's settings name no ${lacking.join(" and no ")}.`,
  };
}

/** `bigquery`, `{project}.{dataset}.{table}`. */
export function bigqueryTable(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const project = settingText(place, "project", "project_id");
  const { schema, table } = isTarget ? bigqueryTarget(place, stream) : bigquerySource(place, stream);
  const whole = /^([^.]+)\.([^.]+)\.([^.]+)$/.test(table);
  const lacking = whole
    ? []
    : [project === null ? "project" : null, schema === null ? "dataset" : null].filter(Boolean);
  return {
    namespace: "bigquery",
    name: whole ? table : [project, schema, table].flatMap((part) => part ?? []).join("."),
    unknown: lacking.length === 0 ? null : `The plugin's settings name no ${lacking.join(" and no ")}.`,
  };
}

function bigqueryTarget(place: DataPlace, stream: string): StreamParts {
  const prefix = settingText(place, "table_prefix") ?? "";
  const suffix = settingText(place, "table_suffix") ?? "";
  const plain = stream.replaceAll(/[^\w]/g, "_");
  return {
    schema: settingText(place, "dataset", "dataset_id"),
    table: `${prefix}${/adswerve|pipelinewise/.test(place.family) ? plain : plain.toLowerCase()}${suffix}`,
  };
}

/** tap-bigquery lists its streams with the table of each, in backticks. */
function bigquerySource(place: DataPlace, stream: string): StreamParts {
  const listed = settingMaps(place, "streams").find(({ name }) => name === stream)?.["table"];
  if (typeof listed === "string") {
    const parts = listed.replaceAll("`", "").split(".");
    if (parts.length === 3) return { schema: null, table: parts.join(".") };
    return { schema: parts.at(-2) ?? null, table: parts.at(-1) ?? stream };
  }
  const { schema, table } = sourceParts(stream);
  return { schema: schema ?? settingText(place, "dataset", "dataset_id"), table };
}
