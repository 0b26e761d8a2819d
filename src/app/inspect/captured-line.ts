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

/** Its text. Bytes that are no UTF-8 become U+FFFD. */
export function textOfLine(line: CapturedLine): string {
  return line.bytes.toString(line.isAscii ? "latin1" : "utf8", line.start, line.end);
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
