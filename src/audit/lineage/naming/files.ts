import { join, resolve } from "node:path";
import { type DataPlace, type NamedDataset, neutralDataset } from "./dataset.ts";
import { objectOf, withoutUser } from "./object-stores.ts";
import { settingMaps, settingText } from "./setting-text.ts";

/** `file` and the absolute path, of what a tap reads: one file, or a pattern of several. */
export function sourceFile(place: DataPlace, stream: string): NamedDataset {
  const entry = settingMaps(place, "files").find(({ entity, name }) => entity === stream || name === stream);
  const listed = entry?.["path"] ?? entry?.["file"];
  const folder = singerFolder(place, "source");
  const path =
    (typeof listed === "string" ? listed : null) ??
    settingText(place, "path", "filepath", "file_path", "csv_files_definition") ??
    (folder === null ? null : join(folder, `${stream}*`));
  return path === null
    ? neutralDataset(place, stream, "The plugin's settings name no file.")
    : atPath(place, path);
}

/** `file` and the absolute path of what a target writes; what of its name differs from run to run is `*`. */
export function targetFile(place: DataPlace, stream: string): NamedDataset {
  const folder =
    settingText(place, "destination_path", "output_path", "output_path_prefix", "filepath", "path") ??
    singerFolder(place, "destination") ??
    // Where nothing is set these write to where they are started: Meltano starts them in the project.
    ".";
  return atPath(place, inFolder(folder, fileName(place, stream)));
}

/** tap- and target-singer-jsonl: `local.folder` or `local.folders`. */
function singerFolder(place: DataPlace, side: "source" | "destination"): string | null {
  const kind = settingText(place, side);
  if (kind !== null && kind !== "local") return null;
  const folders = place.settings?.get("local.folders");
  const [first] = Array.isArray(folders) ? (folders as unknown[]) : [];
  return typeof first === "string" ? first : settingText(place, "local.folder");
}

function fileName(place: DataPlace, stream: string): string {
  const { family, settings } = place;
  const pattern = settingText(place, "file_naming_scheme");
  if (pattern !== null) return pattern.replaceAll("{stream_name}", stream).replaceAll(/\{\w+\}/g, "*");
  if (/singer-jsonl/.test(family)) return `${stream}/*.singer`;
  const kind = /parquet/.test(family) ? "parquet" : /csv/.test(family) ? "csv" : "jsonl";
  const base = settingText(place, "custom_name") ?? stream;
  return isDated(family, settings) ? `${base}-*.${kind}` : `${base}.${kind}`;
}

/** target-jsonl dates its files only where it is told to; meltanolabs-target-csv never, the older target-csv always. */
function isDated(family: string, settings: DataPlace["settings"]): boolean {
  const told = settings?.get("do_timestamp_file");
  if (told !== undefined) return told === true || /^(?:true|1|yes|on)$/i.test(String(told));
  return /parquet/.test(family) || (/target-csv/.test(family) && !settings?.has("output_path"));
}

function atPath({ root }: DataPlace, path: string): NamedDataset {
  const object = objectOf(path);
  if (object !== null) return { namespace: object.namespace, name: object.key, unknown: null };
  const bare = withoutUser(path).replace(/^(\w[\w+.-]*:\/\/[^?#]*)[?#].*$/s, "$1");
  const remote = /^(?:s?ftp|file|smb|ssh|https?):\/\/([^/?#:]*)[^/]*(\/.*)?$/is.exec(bare);
  if (remote !== null)
    return {
      namespace: remote[1] ? `file://${remote[1].toLowerCase()}` : "file",
      name: remote[2] ?? "/",
      unknown: null,
    };
  return { namespace: "file", name: resolve(root, bare), unknown: null };
}

/** `join` would make one slash of the two in `s3://`. */
function inFolder(folder: string, file: string): string {
  return folder.endsWith("/") ? `${folder}${file}` : `${folder}/${file}`;
}
