/** The longest line that is kept whole, in bytes. */
export const longestLine = 16 * 1024 * 1024;

/** Bytes in, whole lines out, in bounded memory. */
export interface LineSplitter {
  /** The lines that this chunk completes, without their newlines. */
  push(chunk: Buffer): string[];
  /** The last line where it had no newline. */
  end(): string[];
}

/**
 * Splits a stream at newlines. A line beyond `limit` bytes is cut there and says so; lines are decoded whole, so that
 * no character is torn by a chunk's edge.
 */
export function createLineSplitter(limit = longestLine): LineSplitter {
  let parts: Buffer[] = [];
  let kept = 0;
  let dropped = 0;
  const keep = (piece: Buffer): void => {
    const room = piece.subarray(0, Math.max(0, limit - kept));
    if (room.length > 0) parts.push(room);
    kept += room.length;
    dropped += piece.length - room.length;
  };
  const take = (): string => {
    const line = decode(parts, dropped);
    [parts, kept, dropped] = [[], 0, 0];
    return line;
  };
  return {
    push(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
        keep(chunk.subarray(from, at));
        lines.push(take());
        from = at + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    end: () => (kept + dropped > 0 ? [take()] : []),
  };
}

function decode(parts: readonly Buffer[], dropped: number): string {
  const text = Buffer.concat(parts).toString("utf8");
  if (dropped > 0) return `${text}… [cut: ${dropped} bytes more]`;
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
