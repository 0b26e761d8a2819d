import type { Json } from "../lib/canonical-json.ts";

const token =
  /\s*(?:([[\]{}(),:])|'((?:\\[\s\S]|[^'\\])*)'|"((?:\\[\s\S]|[^"\\])*)"|([^\s[\]{}(),:'"]+))\s*/y;
const words: Readonly<Record<string, Json>> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};
const deepest = 100;

/**
 * A value as Python's `str()` prints it: `['a', {'b': True}]`. Meltano writes it into variables for settings without a
 * declared kind. `undefined` where the text is no such value.
 */
export function parsePythonLiteral(text: string): Json | undefined {
  const tokens = tokensOf(text);
  if (tokens === null) return undefined;
  const result = valueFrom({ tokens, at: 0, depth: 0 });
  return result !== null && result.at === tokens.length ? result.value : undefined;
}

type Token = { readonly mark: string } | { readonly value: Json };

interface Cursor {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly depth: number;
}

interface Parsed {
  readonly value: Json;
  readonly at: number;
}

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    const match = token.exec(text);
    if (match === null) return null;
    const found = tokenOf(match);
    if (found === null) return null;
    tokens.push(found);
  }
  return tokens;
}

function tokenOf([, mark, single, double, word]: RegExpExecArray): Token | null {
  const quoted = single ?? double;
  if (mark !== undefined) return { mark };
  if (quoted !== undefined) return { value: unescapePython(quoted) };
  if (word === undefined) return null;
  if (Object.hasOwn(words, word)) return { value: words[word] ?? null };
  return Number.isFinite(Number(word)) ? { value: Number(word) } : null;
}

function unescapePython(text: string): string {
  const plain: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_, hex?: string, wide?: string, char?: string) =>
      char === undefined
        ? String.fromCharCode(Number.parseInt(hex ?? wide ?? "0", 16))
        : (plain[char] ?? char),
  );
}

function valueFrom(cursor: Cursor): Parsed | null {
  const first = cursor.tokens[cursor.at];
  if (first === undefined || cursor.depth > deepest) return null;
  if ("value" in first) return { value: first.value, at: cursor.at + 1 };
  const inner = { ...cursor, at: cursor.at + 1, depth: cursor.depth + 1 };
  if (first.mark === "[") return itemsFrom(inner, "]");
  if (first.mark === "(") return itemsFrom(inner, ")");
  return first.mark === "{" ? entriesFrom(inner) : null;
}

function itemsFrom(cursor: Cursor, close: string): Parsed | null {
  const items: Json[] = [];
  let at = cursor.at;
  while (!isMark(cursor, at, close)) {
    const item = valueFrom({ ...cursor, at });
    if (item === null) return null;
    items.push(item.value);
    at = isMark(cursor, item.at, ",") ? item.at + 1 : item.at;
    if (at === item.at && !isMark(cursor, at, close)) return null;
  }
  return { value: items, at: at + 1 };
}

function entriesFrom(cursor: Cursor): Parsed | null {
  const entries: [string, Json][] = [];
  let at = cursor.at;
  while (!isMark(cursor, at, "}")) {
    const key = valueFrom({ ...cursor, at });
    if (key === null || !isMark(cursor, key.at, ":")) return null;
    const item = valueFrom({ ...cursor, at: key.at + 1 });
    if (item === null) return null;
    entries.push([String(key.value), item.value]);
    at = isMark(cursor, item.at, ",") ? item.at + 1 : item.at;
    if (at === item.at && !isMark(cursor, at, "}")) return null;
  }
  return { value: Object.fromEntries(entries), at: at + 1 };
}

function isMark(cursor: Cursor, at: number, mark: string): boolean {
  const found = cursor.tokens[at];
  return found !== undefined && "mark" in found && found.mark === mark;
}
