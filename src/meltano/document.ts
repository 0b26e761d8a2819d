/** A map of a YAML or JSON file whose shape nobody has checked. */
export type YamlMap = Readonly<Record<string, unknown>>;

/** The value where it is a map, else an empty one. */
export function mapOf(value: unknown): YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as YamlMap) : {};
}

/** The value where it is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text where it is a scalar with something in it, else `null`. */
export function textOf(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
