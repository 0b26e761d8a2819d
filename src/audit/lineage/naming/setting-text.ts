import type { DataPlace } from "./dataset.ts";

/** The first of these settings that is set, as text; `null` where none is. */
export function settingText({ settings }: DataPlace, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = settings?.get(name);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value === "number") return String(value);
  }
  return null;
}

/** A setting that is a list of maps; empty where it is none. */
export function settingMaps(
  { settings }: DataPlace,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const value = fromJson(settings?.get(name));
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === "object" && item !== null && !Array.isArray(item));
}

/** Meltano hands lists on as JSON where they come from the environment. */
function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith("[")) return value;
  try {
    return JSON.parse(value);
  } catch {
    // Text that only looks like a list: then nothing is known.
    return null;
  }
}
