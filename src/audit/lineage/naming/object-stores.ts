import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { settingMaps, settingText } from "./setting-text.ts";

const noBucket = "The plugin's settings name no bucket.";

/** A bucket or container that a URL names, and the key behind it; `null` for any other text. */
export function objectOf(url: string): { readonly namespace: string; readonly key: string } | null {
  // Only in Azure's addresses is what stands before the `@` a container; elsewhere it is a key and its secret.
  const isAzure = /^(?:abfs|wasb)s?:\/\/[\w-]+@/i.test(url);
  const [, scheme = "", place = "", key = ""] =
    /^(s3|s3a|gs|gcs|abfss?|wasbs?):\/\/([^/?#]+)\/?([^?#]*)/i.exec(isAzure ? url : withoutUser(url)) ?? [];
  const lower = scheme.toLowerCase();
  const spelt: Readonly<Record<string, string>> = { s3a: "s3", gcs: "gs", abfs: "abfss", wasb: "wasbs" };
  return place === "" ? null : { namespace: `${spelt[lower] ?? lower}://${place}`, key };
}

/** A URL or a path without whoever logs in: all up to the last `@` behind a scheme, as a secret may hold anything. */
export function withoutUser(text: string): string {
  return text.replace(/^(\w[\w+.-]*:\/\/).*@/s, "$1");
}

/** `s3://{bucket}` and the key; the part of a key that differs from run to run is `*`. */
export function s3Object(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const url = settingText(place, "s3_path", "path", "filepath", "destination_path");
  const bucket = settingText(
    place,
    ...["bucket", "s3_bucket", "bucket_name", "aws_bucket", "cloud_provider.aws.aws_bucket"],
  );
  return inBucket(place, { stream, isTarget, url, namespace: bucket === null ? null : `s3://${bucket}` });
}

/** `gs://{bucket}` and the key. */
export function gcsObject(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const url = settingText(place, "path", "filepath", "destination_path");
  const bucket = settingText(place, "bucket", "bucket_name", "gcs_bucket", "cloud_provider.gcp.gcp_bucket");
  return inBucket(place, { stream, isTarget, url, namespace: bucket === null ? null : `gs://${bucket}` });
}

/** `abfss://{container}@{account}.dfs.core.windows.net` and the path, of blob containers too. */
export function azureObject(place: DataPlace, stream: string, isTarget: boolean): NamedDataset {
  const url = settingText(place, "path", "filepath", "destination_path");
  const container = settingText(place, "container", "container_name", "azure_container", "file_system");
  const account =
    settingText(place, "account_name", "storage_account", "storage_account_name", "azure_storage_account") ??
    accountOf(settingText(place, "connection_string", "azure_connection_string", "account_url"));
  const namespace =
    container === null || account === null ? null : `abfss://${container}@${account}.dfs.core.windows.net`;
  return inBucket(place, { stream, isTarget, url, namespace });
}

/** Of a connection string only the account; its key stays where it is. */
function accountOf(connection: string | null): string | null {
  const found = /(?:^|;)\s*AccountName=([^;]+)|^https:\/\/([^./]+)\.\w+\.core\.windows\.net/i.exec(
    connection ?? "",
  );
  return found?.[1] ?? found?.[2] ?? null;
}

interface Bucketed {
  readonly stream: string;
  readonly isTarget: boolean;
  readonly url: string | null;
  readonly namespace: string | null;
}

function inBucket(place: DataPlace, { stream, isTarget, url, namespace }: Bucketed): NamedDataset {
  const object = url === null ? null : objectOf(url);
  if (object !== null)
    return {
      namespace: object.namespace,
      name: keyed(object.key, isTarget ? `${stream}*` : ""),
      unknown: null,
    };
  if (namespace === null) return neutralDataset(place, stream, noBucket);
  const prefix =
    settingText(place, "prefix", "s3_key_prefix", "key_prefix", "search_prefix", "object_prefix") ?? "";
  if (isTarget) return { namespace, name: keyed(prefix, `${stream}*`), unknown: null };
  const table = settingMaps(place, "tables").find(
    (one) => one["table_name"] === stream || one["name"] === stream,
  );
  if (table === undefined) return { namespace, name: keyed(prefix, "*"), unknown: null };
  const inside = typeof table["search_prefix"] === "string" ? table["search_prefix"] : prefix;
  return { namespace, name: keyed(inside, textOr(table["search_pattern"], "*")), unknown: null };
}

function keyed(prefix: string, rest: string): string {
  const folder = prefix.replace(/^\/+/, "");
  if (rest === "") return folder === "" ? "*" : folder;
  return folder === "" || folder.endsWith("/") ? `${folder}${rest}` : `${folder}/${rest}`;
}

function textOr(value: unknown, other: string): string {
  return typeof value === "string" && value !== "" ? value : other;
}
