import { byte, skipBlanks } from "./bytes.ts";

/** How a line begins, where it begins the way every known writer begins it: `{"type": T, "stream": S, "record": {`. */
export interface Opening {
  readonly type: string;
  readonly stream: string | null;
  /** Just after the last thing read. */
  readonly end: number;
  /** Whether the last thing read is the `{` of the record. */
  readonly inRecord: boolean;
}

/** Reads the beginning of a line; `null` where it is not of that kind, which says nothing about the line. */
export function readOpening(bytes: Buffer, start: number, end: number): Opening | null {
  if (bytes[start] !== byte.openBrace) return null;
  const afterType = readPair(bytes, skipBlanks(bytes, start + 1, end), end, "type");
  if (afterType === null) return null;
  const streamKey = nextMember(bytes, afterType.end, end);
  const afterStream = streamKey === null ? null : readPair(bytes, streamKey, end, "stream");
  if (afterStream === null)
    return { type: afterType.text, stream: null, end: afterType.end, inRecord: false };
  const recordAt = openingOfRecord(bytes, afterStream.end, end);
  return {
    type: afterType.text,
    stream: afterStream.text,
    end: recordAt ?? afterStream.end,
    inRecord: recordAt !== null,
  };
}

interface Text {
  readonly text: string;
  /** Just after the closing quote. */
  readonly end: number;
}

function readPair(bytes: Buffer, at: number, end: number, key: string): Text | null {
  const found = readText(bytes, at, end);
  if (found === null || found.text !== key) return null;
  const colon = skipBlanks(bytes, found.end, end);
  if (bytes[colon] !== byte.colon) return null;
  return readText(bytes, skipBlanks(bytes, colon + 1, end), end);
}

/** Where the next key begins, after a comma. */
function nextMember(bytes: Buffer, at: number, end: number): number | null {
  const comma = skipBlanks(bytes, at, end);
  return bytes[comma] === byte.comma && comma < end ? skipBlanks(bytes, comma + 1, end) : null;
}

function openingOfRecord(bytes: Buffer, at: number, end: number): number | null {
  const key = nextMember(bytes, at, end);
  const found = key === null ? null : readText(bytes, key, end);
  if (found === null || found.text !== "record") return null;
  const colon = skipBlanks(bytes, found.end, end);
  if (bytes[colon] !== byte.colon) return null;
  const brace = skipBlanks(bytes, colon + 1, end);
  return brace < end && bytes[brace] === byte.openBrace ? brace + 1 : null;
}

/** A text without escapes; with them `null`, and the line is read the long way. */
function readText(bytes: Buffer, at: number, end: number): Text | null {
  if (bytes[at] !== byte.quote) return null;
  let close = at + 1;
  let ascii = true;
  while (close < end && bytes[close] !== byte.quote) {
    const code = bytes[close] ?? 0;
    if (code === byte.backslash || code < byte.space) return null;
    if (code > 0x7f) ascii = false;
    close++;
  }
  if (close >= end) return null;
  const text = bytes.toString(ascii ? "latin1" : "utf8", at + 1, close);
  return { text, end: close + 1 };
}
