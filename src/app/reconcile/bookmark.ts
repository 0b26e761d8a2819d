import type { Json } from "../../lib/canonical-json.ts";

/** How far a stream came: up to this value of this field. */
export interface Bookmark {
  readonly field: string;
  readonly value: string;
}

/**
 * The bookmark in a stream's part of a STATE, as the SDK writes it (`replication_key`) or singer-python does (field and value);
 * `null` for a stream without one, and for one with several.
 */
export function bookmarkOf(state: Json): Bookmark | null {
  if (typeof state !== "object" || state === null || Array.isArray(state)) return null;
  const parts = state as { readonly [key: string]: Json };
  const { replication_key: field, replication_key_value: value } = parts;
  if (typeof field === "string" && field !== "") return scalarOf(field, value ?? null);
  const entries = Object.entries(parts);
  const [only] = entries;
  return only === undefined || entries.length > 1 ? null : scalarOf(...only);
}

/** The same from a STATE's text, as segments keep it. */
export function bookmarkOfText(text: string | null): Bookmark | null {
  if (text === null) return null;
  try {
    return bookmarkOf(JSON.parse(text) as Json);
  } catch {
    // A STATE that was cut says nothing.
    return null;
  }
}

function scalarOf(field: string, value: Json): Bookmark | null {
  if (typeof value === "string" && value !== "") return { field, value };
  return typeof value === "number" ? { field, value: String(value) } : null;
}
