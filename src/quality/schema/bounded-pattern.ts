/** Text longer than this is not matched against a pattern with more than one unbounded repetition. */
const longestForSlow = 1000;
const longestForUsual = 100_000;

/** What a pattern needs of `RegExp`. */
export interface BoundedPattern {
  test(text: string): boolean;
}

/**
 * A schema's pattern as something that ends: `null` where matching could take for ever (a repetition within a repetition,
 * a back-reference) or where JavaScript doesn't know it. Python's named groups and anchors are translated.
 */
export function boundedPattern(source: string): BoundedPattern | null {
  const translated = source
    .replaceAll("(?P<", "(?<")
    .replace(/^\\A/, "^")
    .replace(/\\[Zz]$/, "$");
  if (mayRunAway(translated)) return null;
  const pattern = compile(translated, "u") ?? compile(translated, "");
  if (pattern === null) return null;
  const longest = countUnbounded(translated) > 1 ? longestForSlow : longestForUsual;
  return { test: (text) => text.length > longest || pattern.test(text) };
}

function compile(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

const classes = /\[\^?\]?(?:[^\]\\]|\\.)*\]/g;
const unbounded = /[*+]|\{\d*,\}/g;
const repeats = /^(?:[*+]|\{\d*,(?:\d*)\}|\{\d{2,}\})/;

const token = /\(|\)|\||[*+]|\{\d*,\d*\}|\{\d{2,}\}/g;

/** Whether a group that is repeated holds a repetition or a choice of its own, or something refers back to a group. */
function mayRunAway(source: string): boolean {
  const plain = source
    .replace(/\\\\/g, "x")
    .replace(/\\[^\dk]/g, "x")
    .replace(classes, "x");
  if (/\\[1-9]|\\k</.test(plain)) return true;
  /** For each group that is open, whether matching it can go more than one way. */
  const ways: boolean[] = [];
  for (const { 0: found, index } of plain.matchAll(token)) {
    if (found === "(") ways.push(false);
    else if (found !== ")") markLast(ways);
    else if (ways.pop()) {
      if (repeats.test(plain.slice(index + 1, index + 12))) return true;
      markLast(ways);
    }
  }
  return false;
}

function markLast(ways: boolean[]): void {
  if (ways.length > 0) ways[ways.length - 1] = true;
}

function countUnbounded(source: string): number {
  return source.replace(/\\./g, "x").replace(classes, "x").match(unbounded)?.length ?? 0;
}
