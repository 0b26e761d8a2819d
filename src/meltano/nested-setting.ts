import type { PluginSettings } from "./plugin-settings.ts";

type Nested = Record<string, unknown>;

/** A setting that is a map, as one again: Meltano spells it with dots, or as JSON where a variable sets it. */
export function nestedSetting(settings: PluginSettings | null, name: string): Readonly<Nested> {
  const whole = settings?.get(name);
  if (typeof whole === "string") return fromJson(whole);
  const root = emptyMap();
  for (const [key, value] of settings ?? []) {
    if (!key.startsWith(`${name}.`)) continue;
    const path = key.slice(name.length + 1).split(".");
    const last = path.pop() ?? "";
    path.reduce(innerMap, root)[last] = value;
  }
  return root;
}

/** Without a prototype, so that a key of any name is only a key. */
function emptyMap(): Nested {
  return Object.create(null) as Nested;
}

function innerMap(map: Nested, part: string): Nested {
  const held = map[part];
  if (typeof held === "object" && held !== null) return held as Nested;
  const made = emptyMap();
  map[part] = made;
  return made;
}

function fromJson(text: string): Readonly<Nested> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Nested) : {};
  } catch {
    // Meltano would hand on the text, and the plugin would refuse it.
    return {};
  }
}
