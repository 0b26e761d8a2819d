/**
 * The longest line we print, in bytes. `meltano invoke` reads its plugin's stderr in lines of at most 64 KiB and hangs
 * or fails on a longer one.
 */
export const longestPrintedLine = 60 * 1024;

/** A line of at most `limit` bytes; a longer one is cut between characters and says where it is whole. */
export function cutLine(
  line: string,
  { where, limit = longestPrintedLine }: { where: string; limit?: number },
): string {
  const bytes = Buffer.byteLength(line);
  if (bytes <= limit) return line;
  const mark = `… [cut: ${bytes} bytes, whole in ${where}]`;
  return firstBytes(line, limit - Buffer.byteLength(mark)) + mark;
}

/** A raw JSON line of at most `limit` bytes, still JSON: the long text is cut, long extras are left out. */
export function cutJsonLine(
  line: string,
  fields: Readonly<Record<string, unknown>>,
  { where, limit = longestPrintedLine }: { where: string; limit?: number },
): string {
  if (Buffer.byteLength(line) <= limit) return line;
  const short = Object.entries(fields).filter(([, value]) => (JSON.stringify(value) ?? "").length <= 500);
  const head = {
    ...Object.fromEntries(short.slice(0, 40)),
    cut: `${Buffer.byteLength(line)} bytes, whole in ${where}`,
  };
  // JSON may double a text's length by escaping, or make six characters of one.
  const room = Math.floor((limit - Buffer.byteLength(JSON.stringify(head))) / 6) - 20;
  return JSON.stringify({ ...head, event: firstBytes(String(fields["event"] ?? ""), room) });
}

function firstBytes(text: string, bytes: number): string {
  // A character torn at the end decodes to U+FFFD.
  return Buffer.from(text)
    .subarray(0, Math.max(0, bytes))
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
}
