/** A map of a file or variable whose shape nobody has checked. */
export type ClientMap = { readonly [key: string]: unknown };

type Variables = Readonly<Record<string, string | undefined>>;

const prefix = "OPENLINEAGE__";

/**
 * What `openlineage.yml` and the variables `OPENLINEAGE__A__B` say together, as OpenLineage's Python client merges them: the file
 * wins, key by key; of the variables the one that names more wins less.
 */
export function clientDocument(file: unknown, env: Variables): ClientMap {
  return merged(mapOf(fromVariables(env)), mapOf(file));
}

function fromVariables(env: Variables): ClientMap {
  const document: Record<string, unknown> = {};
  const names = Object.keys(env).filter((name) => name.startsWith(prefix) && env[name]);
  // Backwards, so that `…__AUTH` covers what `…__AUTH__TYPE` said.
  for (const name of names.sort().reverse())
    put(document, name.slice(prefix.length).toLowerCase().split("__"), readValue(env[name] ?? ""));
  return document;
}

function put(
  document: Record<string, unknown>,
  [key = "", ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    document[key] = value;
    return;
  }
  const inner = { ...mapOf(document[key]) };
  put(inner, rest, value);
  document[key] = inner;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Plain text needs no quotes.
    return text;
  }
}

function merged(below: ClientMap, above: ClientMap): ClientMap {
  const both = Object.entries(above).map(([key, value]) => {
    const held = below[key];
    return [key, isMap(held) && isMap(value) ? merged(held, value) : value];
  });
  return { ...below, ...Object.fromEntries(both) };
}

export function isMap(value: unknown): value is ClientMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function mapOf(value: unknown): ClientMap {
  return isMap(value) ? value : {};
}

/** The entries of a map that are plain text or numbers, as text. */
export function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapOf(value)).flatMap(([key, item]) =>
      ["string", "number", "boolean"].includes(typeof item) ? [[key, String(item)]] : [],
    ),
  );
}
