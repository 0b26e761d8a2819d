/** Where programs put values of rows into what they say, and what stays of it. */
const places: readonly (readonly [RegExp, string])[] = [
  // SQLAlchemy, the rows of a batch.
  [/\[parameters: .*/s, "[parameters: …]"],
  // PostgreSQL
  [/(Failing row contains) \(.*?\)(?=\.?(?:\s|$)|\\n)|(Failing row contains) \(.*/, "$1$2 (…)"],
  [/(Key \([^)]*\))=\(.*?\)(?= (?:already|is|conflicts)|$)/, "$1=(…)"],
  [/(invalid input (?:syntax|value) for [\w ]+|field value out of range): ".*"/, '$1: "…"'],
  [/(invalid input for query argument \$\d+): .*/, "$1: …"],
  // MongoDB
  [/(dup key: )\{.*?\}/, "$1{…}"],
  // SQL Server
  [/(The duplicate key value is) \(.*?\)(?=\.)/, "$1 (…)"],
  // MySQL
  [/(Duplicate entry) '.*'(?= for key)/, "$1 '…'"],
  [/(Incorrect \w+ value): '.*'(?= for column)/, "$1: '…'"],
  // Snowflake
  [/\b(?=\w)(\w+ value) '.*'(?= is not recognized)/, "$1 '…'"],
  // JSON Schema, and with it the Singer SDK
  [/(Validation Error: ).+?(?= is (?:not|too|less|greater|a dependency|valid)| does not match)/, "$1…"],
  [/^(\S*ValidationError: ).+?(?= is (?:not|too|less|greater)| does not match)/, "$1…"],
];

/**
 * A line of a program's without the values of rows that databases and libraries are known to quote: those stay out of
 * dossiers and alerts, which may leave the host.
 */
export function withoutValues(line: string): string {
  return places.reduce((text, [place, left]) => text.replace(place, left), line);
}
