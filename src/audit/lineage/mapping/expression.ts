import type { ColumnKind } from "../../../model/lineage.ts";
import { pythonTokens, type Token } from "./python-tokens.ts";

/** What an expression of a stream map makes its value of. */
export interface Derivation {
  readonly from: readonly string[];
  readonly kind: ColumnKind;
  readonly masking: boolean;
}

/** Longer ones are not read: nobody wrote them by hand. */
const longest = 20_000;

const unread: Derivation = { from: [], kind: "unknown", masking: false };

/** Names in an expression that are no field. */
const words: ReadonlySet<string> = new Set([
  ...["record", "_", "config", "self", "fake", "__stream_name__", "__original_stream_name__"],
  ...["md5", "sha256", "datetime", "bool", "json", "str", "int", "float", "rand", "randint"],
  ...["and", "or", "not", "if", "else", "in", "is", "None", "True", "False", "for", "lambda"],
]);

/**
 * Reads a Python expression of the SDK's stream maps as far as it tells which fields it uses: `record['x']`, `_['x']`,
 * `record.get('x')`, `self`, and the bare name of a field. `fields` are those of the stream; `null` where they aren't known.
 */
export function derivationOf(
  expression: string,
  property: string,
  fields: ReadonlySet<string> | null,
): Derivation {
  const tokens = expression.length > longest ? null : pythonTokens(expression);
  if (tokens === null) return unread;
  const from = new Set<string>();
  for (let at = 0; at < tokens.length; at += 1) {
    const found = fieldAt(tokens, at, { property, fields });
    if (found === null) return unread;
    for (const field of found) from.add(field);
  }
  const used = [...from];
  return { from: used, kind: kindOf(tokens, used, property), masking: used.length > 0 && masks(tokens) };
}

interface Scope {
  readonly property: string;
  readonly fields: ReadonlySet<string> | null;
}

/** The fields that the token stands for; `null` where that can't be told. */
function fieldAt(
  tokens: readonly Token[],
  at: number,
  { property, fields }: Scope,
): readonly string[] | null {
  const token = tokens[at];
  if (token?.kind !== "name" || tokens[at - 1]?.text === ".") return [];
  const { text } = token;
  // A field of that name hides the word, but for the two that the SDK sets last.
  if (text === "record" || text === "_") return wholeOrPart(tokens, at, fields);
  if (text === "self") return [property];
  if (words.has(text)) return fields?.has(text) === true && text !== "config" ? [text] : [];
  if (tokens[at + 1]?.text === "(" && fields?.has(text) !== true) return [];
  // A name before `=` names an argument.
  if (tokens[at + 1]?.text === "=") return [];
  return fields === null || fields.has(text) ? [text] : [];
}

/** `record['x']`, `record.get('x')`; the record as a whole is all of its fields. */
function wholeOrPart(
  tokens: readonly Token[],
  at: number,
  fields: ReadonlySet<string> | null,
): readonly string[] | null {
  const [first, second, third, fourth] = tokens.slice(at + 1, at + 5);
  if (first?.text === "[") return second?.kind === "text" && third?.text === "]" ? [second.text] : null;
  if (first?.text === "." && second?.text === "get" && third?.text === "(")
    return fourth?.kind === "text" ? [fourth.text] : null;
  if (first?.text === ".")
    return second?.kind === "name" && tokens[at + 3]?.text !== "(" ? [second.text] : all(fields);
  return all(fields);
}

function all(fields: ReadonlySet<string> | null): readonly string[] | null {
  return fields === null ? null : [...fields];
}

function kindOf(tokens: readonly Token[], used: readonly string[], property: string): ColumnKind {
  const [only] = used;
  if (only === undefined) return tokens.every(({ kind }) => kind !== "name") ? "constant" : "computed";
  const shape = tokens
    .map(({ kind, text }) => (kind === "text" ? "'" : kind === "name" ? "n" : text))
    .join("");
  const isPlain =
    shape === "n" || shape === "n[']" || (shape === "n.n(')" && tokens[2]?.text === "get") || shape === "n.n";
  if (!isPlain || used.length > 1) return "computed";
  return only === property ? "identity" : "renamed";
}

function masks(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ kind, text }, at) =>
      kind === "name" &&
      (((text === "md5" || text === "sha256") && tokens[at + 1]?.text === "(") ||
        (text === "fake" && tokens[at + 1]?.text === ".")),
  );
}
