import { visitMembers } from "./members.ts";

/** The `key_properties` of a SCHEMA line; `null` where it names none, or not as texts. */
export function readKeyProperties(bytes: Buffer, start: number, end: number): readonly string[] | null {
  let found: readonly string[] | null = null;
  visitMembers(bytes, start, end, (key, from, to) => {
    if (key === "key_properties") found = textsOf(bytes.toString("utf8", from, to));
  });
  return found;
}

function textsOf(json: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
  } catch {
    return null;
  }
}
