import { dirname } from "node:path";
import type { Draft, Plugin } from "./draft-check.ts";

const fileSettings = ["path", "filepath", "file_path"];
const folderSettings = ["destination_path", "path", "filepath", "output_path"];

/** The check of the files that a tap reads, or of the folder that a target writes into. */
export function draftFiles(plugin: Plugin): Draft | null {
  return plugin.isTarget ? draftFolder(plugin) : draftRead(plugin);
}

/** A target must be able to write into its folder; most make it themselves, target-jsonl does not. */
function draftFolder({ settings, family }: Plugin): Draft | null {
  const name = folderSettings.find((one) => isPath(settings.get(one)));
  if (name === undefined) return null;
  const path = String(settings.get(name));
  if (folderOfPattern(path) !== path) return draft(folderOfPattern(path));
  const missing = /\btarget-jsonl\b/.test(family) ? {} : { may_be_missing: true };
  return draft(path, { writable: true, ...missing }, name);
}

function draftRead({ settings }: Plugin): Draft | null {
  const name = fileSettings.find((one) => isPath(settings.get(one)));
  if (name === undefined) return draftListed(listedFiles(settings));
  const path = String(settings.get(name));
  const place = folderOfPattern(path);
  // Of a pattern the folder has to be there; whether any file fits it today, nobody promised.
  return place === path ? draft(path, {}, name) : draft(place);
}

/** Where several files are named one by one, the folder that all lie in. */
function draftListed(files: readonly string[]): Draft | null {
  const [first] = files;
  if (first === undefined || !files.every(isPath)) return null;
  if (files.length === 1) return draft(folderOfPattern(first));
  const folders = files.map((file) => dirname(folderOfPattern(file)).split("/"));
  const shared = folders.reduce((one, other) => {
    const differs = one.findIndex((part, at) => part !== other[at]);
    return differs === -1 ? one : one.slice(0, differs);
  });
  const folder = shared.join("/");
  return folder === "" ? null : draft(folder);
}

/** What taps such as tap-csv and tap-smoke-test call their files. */
function listedFiles(settings: Plugin["settings"]): string[] {
  const inList = (setting: string, key: string): string[] => {
    const list = settings.get(setting);
    return Array.isArray(list)
      ? list.flatMap((entry: unknown) => {
          const map = entry as Readonly<Record<string, unknown>> | null;
          const value = typeof map === "object" ? map?.[key] : undefined;
          return typeof value === "string" ? [value] : [];
        })
      : [];
  };
  return [...inList("files", "path"), ...inList("streams", "input_filename")];
}

/** In a bucket, say, it is no path: our file system doesn't know it. */
function isPath(value: unknown): boolean {
  return typeof value === "string" && value !== "" && !value.includes("://");
}

function draft(path: string, more: Readonly<Record<string, unknown>> = {}, from?: string): Draft {
  const keys = new Map<string, unknown>(Object.entries({ type: "path", path, ...more }));
  return { keys, from: new Map(from === undefined ? [] : [["path", from]]) };
}

/** The folders of a pattern such as `exports/*.jsonl` before its first wildcard; a path without one, as it is. */
function folderOfPattern(path: string): string {
  const wildcard = path.search(/[*?[{]/);
  if (wildcard === -1) return path;
  const slash = path.lastIndexOf("/", wildcard);
  return slash === -1 ? "." : path.slice(0, slash) || "/";
}
