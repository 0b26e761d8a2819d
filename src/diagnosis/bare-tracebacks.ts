import type { SpokenLine } from "./spoken-log.ts";

/** A logger that writes a traceback line by line puts its own words before each. */
const begun = /^(.{1,150}?)Traceback \(most recent call last\):$/;
const ignored = /^Exception ignored (?:in|while)\b/;

/** Lines with tracebacks as Python writes them: without a logger's words before each line, and without those it ignored. */
export function bareTracebacks(lines: readonly SpokenLine[]): readonly SpokenLine[] {
  return withoutIgnored(withoutPrefixes(lines));
}

/** What Python could not raise any more, because nobody was left to catch it, ends nothing. */
function withoutIgnored(lines: readonly SpokenLine[]): readonly SpokenLine[] {
  if (!lines.some(({ text }) => ignored.test(text))) return lines;
  let inside = false;
  return lines.filter(({ text }) => {
    if (ignored.test(text)) inside = true;
    else if (inside && !/^\s|^Traceback/.test(text)) {
      inside = false;
      return false;
    }
    return !inside;
  });
}

function withoutPrefixes(lines: readonly SpokenLine[]): readonly SpokenLine[] {
  let prefix: RegExp | null = null;
  return lines.map((line) => {
    prefix = prefixIn(line.text) ?? prefix;
    const found = prefix?.exec(line.text)?.[0];
    if (found === undefined) return line;
    return { text: line.text.slice(found.length), isError: line.isError || !/INFO|DEBUG/i.test(found) };
  });
}

/** The words before, whatever the time in them. */
function prefixIn(text: string): RegExp | null {
  const words = begun.exec(text)?.[1];
  if (words === undefined || /^[\s|+]*(?:Exception Group )?$/.test(words)) return null;
  const source = words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\d+/g, "\\d+");
  return new RegExp(`^${source}`);
}
