const stringOrBareNumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * JSON as Python writes and reads it: bare `NaN` and `Infinity` count as `null`. `undefined` where the text is no JSON.
 */
export function parseTolerantJson(text: string): unknown {
  const strict = parse(text);
  if (strict !== undefined || !/NaN|Infinity/.test(text)) return strict;
  return parse(text.replace(stringOrBareNumber, (token) => (token.startsWith('"') ? token : "null")));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
