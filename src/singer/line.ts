/** The message types that readers know; all of them match upper case only. */
export const messageTypes = ["RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH"] as const;
export type MessageType = (typeof messageTypes)[number];

/**
 * What a line is: a message type, or `UNKNOWN` (an object with another type), `GARBAGE` (no JSON object with a type),
 * `BLANK` (nothing but white space).
 */
export type LineKind = MessageType | "UNKNOWN" | "GARBAGE" | "BLANK";

/** What can be seen of a line without reading its values. */
export interface LineHead {
  readonly kind: LineKind;
  /** The type as written; `null` where there is none or it is no text. */
  readonly type: string | null;
  /** `null` where the message names none, or not as text. */
  readonly stream: string | null;
  /** What is wrong with it, for people; `null` for a line that is as it should be. */
  readonly flaw: string | null;
}

export const blankLine: LineHead = { kind: "BLANK", type: null, stream: null, flaw: "a blank line" };

/** A line that is no message, and why. */
export function garbageLine(flaw: string): LineHead {
  return { kind: "GARBAGE", type: null, stream: null, flaw };
}

/** The head of a JSON object whose (last) `type` and `stream` have these values. */
export function headOf(type: unknown, stream: unknown): LineHead {
  if (type === undefined) return garbageLine("an object without a type");
  const name = typeof stream === "string" ? stream : null;
  if (typeof type !== "string")
    return { kind: "UNKNOWN", type: null, stream: name, flaw: "a type that is no text" };
  if (!isMessageType(type)) return { kind: "UNKNOWN", type, stream: name, flaw: "an unknown type" };
  const flaw = type !== "STATE" && name === null ? `a ${type} without a stream` : null;
  return { kind: type, type, stream: name, flaw };
}

function isMessageType(type: string): type is MessageType {
  return (messageTypes as readonly string[]).includes(type);
}
