/** One line of a capture. The same object is used for all lines: read it before the next one comes. */
export interface CapturedLine {
  bytes: Buffer;
  start: number;
  /** Without the newline. */
  end: number;
  /** Counted from 1. */
  number: number;
  hasNewline: boolean;
  isAscii: boolean;
  isUtf8: boolean;
}

/** Its text, without a byte order mark. Bytes that are no UTF-8 become U+FFFD. */
export function textOfLine({ bytes, start, end, isAscii }: CapturedLine): string {
  if (isAscii) return bytes.toString("latin1", start, end);
  return bytes.toString("utf8", beginsWithMark(bytes, start) ? start + 3 : start, end);
}

function beginsWithMark(bytes: Buffer, start: number): boolean {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

/** Its size with the newline, in bytes. */
export function sizeOfLine({ start, end, hasNewline }: CapturedLine): number {
  return end - start + (hasNewline ? 1 : 0);
}

/** A line too long to hold: its beginning, and how long it was. */
export interface HugeLine {
  readonly number: number;
  readonly size: number;
  readonly beginning: string;
  readonly hasNewline: boolean;
}
