/** How a target writes a name: of a schema, a table or a column. */
export type Conform = (name: string) => string;

/** As it came: what meltanolabs-target-postgres does. */
export const asItCame: Conform = (name) => name;

/** The SDK's own rule (`SQLSink.conform_name`): ASCII letters in lower case, `_` for what parts words, no digit first. */
export const sdkName: Conform = (name) =>
  name
    .replaceAll(/[^a-zA-Z0-9_\-.\s]/g, "")
    .toLowerCase()
    .trim()
    .replaceAll(/[.\- ]/g, "_")
    .replace(/^\d/, (digit) => "abcdefghij"[Number(digit)] ?? digit);

/** The rule of the PipelineWise targets. */
export const pipelinewiseName: Conform = (name) => name.replaceAll(/[.-]/g, "_").toLowerCase();

/** Snowflake and Oracle write a plain name in capitals where nobody quoted it. */
export function unquoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name.toUpperCase() : name;
}
