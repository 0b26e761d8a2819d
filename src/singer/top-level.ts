import { textAt } from "./json-walk.ts";
import { visitMembers } from "./members.ts";

/** The last values of `type` and `stream` at the top of a JSON object; `undefined` where there is none. */
export interface TopLevel {
  readonly type: unknown;
  readonly stream: unknown;
}

/**
 * Walks over an object without building it, for lines too long to parse for their head alone. `null` where the braces,
 * brackets and quotes don't close; values are not looked into.
 */
export function readTopLevel(bytes: Buffer, start: number, end: number): TopLevel | null {
  const found: { type: unknown; stream: unknown } = { type: undefined, stream: undefined };
  const closed = visitMembers(bytes, start, end, (key, from, to) => {
    if (isHeadKey(key)) found[key] = textAt(bytes, from, to);
  });
  return closed === end ? found : null;
}

function isHeadKey(key: string | null): key is keyof TopLevel {
  return key === "type" || key === "stream";
}
