/** A piece of a Python expression. */
export interface Token {
  readonly kind: "name" | "text" | "other";
  /** Of a text what stands between its quotes. */
  readonly text: string;
}

const pattern = /\s*(?:([\p{L}_][\p{L}\p{N}_]*)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(\d[\w.]*|\S))/suy;

/** The pieces of an expression; `null` where only Python can take it apart: `f'…'`, escapes, a text without an end. */
export function pythonTokens(expression: string): Token[] | null {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(expression);
    const token = match === null ? null : tokenOf(match);
    if (token === null || isPrefixed(match, tokens.at(-1), token)) return null;
    tokens.push(token);
  }
  return tokens;
}

function tokenOf([, name, text, other]: RegExpExecArray): Token | null {
  if (name !== undefined) return { kind: "name", text: name };
  if (text !== undefined) return text.includes("\\") ? null : { kind: "text", text: text.slice(1, -1) };
  return other === "'" || other === '"' ? null : { kind: "other", text: other ?? "" };
}

/** Letters right before a text change what it means. */
function isPrefixed(match: RegExpExecArray | null, before: Token | undefined, token: Token): boolean {
  return token.kind === "text" && before?.kind === "name" && !/^\s/.test(match?.[0] ?? "");
}
