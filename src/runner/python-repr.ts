/** A value as Python's `repr` wrote it, and where it ends in the text. */
export interface PythonValue {
  readonly value: unknown;
  readonly end: number;
}

const deepest = 32;

/**
 * Reads one value as Python's `repr` writes it: texts, numbers, `True`, `None`, dicts, lists, and of objects what is
 * worth knowing: the text in `RunnerError('why')` and in `<PluginType.LOADERS: 'loaders'>`. A bare word is a text, which
 * is how console lines write one without spaces. `null` where nothing can be read.
 */
export function readPythonRepr(text: string, at: number, depth = 0): PythonValue | null {
  if (depth > deepest) return null;
  const first = text[at];
  if (first === "'" || first === '"') return quoted(text, at, first);
  if (first === "{") return dict(text, at, depth);
  if (first === "[") return list(text, at, "]", depth);
  if (first === "(") return list(text, at, ")", depth);
  if (first === "<") return angled(text, at);
  return bare(text, at, depth);
}

function quoted(text: string, at: number, quote: string): PythonValue | null {
  for (let end = text.indexOf(quote, at + 1); end !== -1; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return { value: unescaped(text.slice(at + 1, end)), end: end + 1 };
    // A text of nothing but escaped quotes would be looked at again and again.
    if (slashes > 1000) return null;
  }
  return null;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U000([0-9a-f]{5})|([\s\S]))/g,
    (_all, byte, short, long, one) => {
      if (one !== undefined) return escapes[one] ?? one;
      const code = Number.parseInt(byte ?? short ?? long, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
    },
  );
}

function dict(text: string, at: number, depth: number): PythonValue | null {
  const entries: [string, unknown][] = [];
  let next = skip(text, at + 1);
  while (text[next] !== "}") {
    const key = readPythonRepr(text, next, depth + 1);
    if (key === null || text[key.end] !== ":") return null;
    const value = readPythonRepr(text, skip(text, key.end + 1), depth + 1);
    if (value === null) return null;
    entries.push([String(key.value), value.value]);
    const after = afterItem(text, value.end, "}");
    if (after === null) return null;
    next = after;
  }
  return { value: Object.fromEntries(entries), end: next + 1 };
}

function list(text: string, at: number, closing: string, depth: number): PythonValue | null {
  const items: unknown[] = [];
  let next = skip(text, at + 1);
  while (text[next] !== closing) {
    const item = readPythonRepr(text, next, depth + 1);
    if (item === null) return null;
    items.push(item.value);
    const after = afterItem(text, item.end, closing);
    if (after === null) return null;
    next = after;
  }
  return { value: items, end: next + 1 };
}

/** The next item's place, or that of the closing bracket. */
function afterItem(text: string, at: number, closing: string): number | null {
  if (text[at] === closing) return at;
  return text[at] === "," ? skip(text, at + 1) : null;
}

function skip(text: string, at: number): number {
  return text[at] === " " ? at + 1 : at;
}

/** `<PluginType.LOADERS: 'loaders'>` is an enum's member: its value; of other objects the text. */
function angled(text: string, at: number): PythonValue | null {
  const closing = text.indexOf(">", at);
  if (closing === -1) return null;
  const inside = text.slice(at + 1, closing);
  const member = /^[\w.]+: '([^']*)'$/.exec(inside)?.[1];
  return { value: member ?? inside, end: closing + 1 };
}

const words: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

function bare(text: string, at: number, depth: number): PythonValue | null {
  const pattern = depth === 0 ? /[^\s(]+/y : /[^\s,:\]})(]+/y;
  pattern.lastIndex = at;
  const word = pattern.exec(text)?.[0];
  if (word === undefined) return null;
  const end = at + word.length;
  if (text[end] === "(") return call(text, end, word, depth);
  if (Object.hasOwn(words, word)) return { value: words[word], end };
  return { value: /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(word) ? Number(word) : word, end };
}

/** `RunnerError('why')`: why, else the exception's name. */
function call(text: string, at: number, name: string, depth: number): PythonValue | null {
  const given = list(text, at, ")", depth + 1);
  if (given === null) return null;
  const [first] = given.value as unknown[];
  return { value: typeof first === "string" && first !== "" ? first : name, end: given.end };
}
