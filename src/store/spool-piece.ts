import type { FileHandle } from "node:fs/promises";

/** Some whole lines of a spool file. */
export interface SpoolPiece {
  readonly lines: readonly {
    readonly text: string /** Offset in the file just after the line. */;
    readonly end: number;
  }[];
  /** Bytes after the last newline of the file; only told when no whole line is left. */
  readonly torn: Buffer;
}

const pieceBytes = 4 * 1024 * 1024;

/** The whole lines from `offset` on, about four mebibytes of them, or one line however long. */
export async function readPiece(handle: FileHandle, offset: number): Promise<SpoolPiece> {
  const { size } = await handle.stat();
  for (let wanted = pieceBytes; ; wanted *= 2) {
    const length = Math.max(0, Math.min(wanted, size - offset));
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    const read = bytes.subarray(0, bytesRead);
    const whole = read.lastIndexOf(0x0a) + 1;
    if (whole > 0) return { lines: splitLines(read.subarray(0, whole), offset), torn: Buffer.alloc(0) };
    if (bytesRead < wanted) return { lines: [], torn: read };
  }
}

function splitLines(bytes: Buffer, offset: number): SpoolPiece["lines"] {
  const lines: { text: string; end: number }[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from);
    lines.push({ text: bytes.toString("utf8", from, newline), end: offset + newline + 1 });
    from = newline + 1;
  }
  return lines;
}
