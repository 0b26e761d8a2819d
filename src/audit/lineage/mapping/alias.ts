const streamName = "__stream_name__";

/**
 * What `__alias__` calls a stream. The SDK evaluates it, and takes it as it stands where that names something unknown, as any
 * plain name does. `null` where it can't be told without Python.
 */
export function aliasOf(alias: unknown, stream: string): string | null {
  if (typeof alias !== "string") return null;
  const expression = alias.trim();
  const parts = expression.split("+").map((part) => partOf(part.trim(), stream));
  if (parts.every((part) => part !== null)) return parts.join("");
  return /^[\p{L}\p{N}_. -]+$/u.test(expression) &&
    !expression.includes(streamName) &&
    !/^\d/.test(expression)
    ? alias
    : null;
}

function partOf(part: string, stream: string): string | null {
  if (part === streamName) return stream;
  const text = /^(?:'([^'\\]*)'|"([^"\\]*)")$/.exec(part);
  return text === null ? null : (text[1] ?? text[2] ?? "");
}
