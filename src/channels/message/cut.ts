/** The start of a text, whole characters, at most `length` UTF-16 units with the `…` that says something is missing. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.max(0, length - 1);
  const before = text.charCodeAt(end - 1);
  // Half an emoji is no character: some vendors refuse the whole message for it.
  const whole = before >= 0xd800 && before <= 0xdbff ? end - 1 : end;
  return length <= 0 ? "" : `${text.slice(0, Math.max(0, whole)).trimEnd()}…`;
}

/** One line: line breaks, tabs and runs of spaces become a space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
