type Fields = Readonly<Record<string, unknown>>;

const words = [
  /^Running job with name '.*' and run ID '[\w-]+'$/,
  /^Environment '[^']+' is active$/,
  /^Using \S+ (?:add-on )?state backend$/,
  /^Incremental state has been updated at \d/,
  /^(?:Block run completed\.?|Run completed|Run timed out)$/,
  /^(?:Running extract & load\.\.\.|Extract & load complete!)$/,
  /^(?:No valid blocks found\.|Terminating ExtractLoadBlocks|The process was terminated)$/,
  /^Dry run, but would have run block /,
  /^Using logging configuration from /,
  /^Meltano \d+\.\d+\S*, Python \d/,
  /^No active environment, proceeding with stateless run/,
];

const failures = [
  /^(?:Extractor and loader failed|Extractor failed|Loader failed|Mappers failed)$/,
  /^ELT could not be completed: /,
  /^Run invocation could not be completed as block failed: /,
  /^Cannot start plugin [^\s:]+: /,
];

/** Where Meltano 4 stumbles over writing an error in this form, Python tells what it was, as it stands in code. */
const notWritten =
  /^Message: (['"])(Cannot start plugin .*|(?:Extractor and loader|Extractor|Loader|Mappers) failed)\1$/;

/**
 * The fields of a line of `--log-format=plain`, which has nothing but texts: only Meltano's own sentences can be told
 * from those of plugins. `null` for any other line.
 */
export function plainFields(line: string): Fields | null {
  const event = notWritten.exec(line)?.[2];
  if (event !== undefined) return { event: unescaped(event), level: "error" };
  if (line.length > 2000) return null;
  if (failures.some((pattern) => pattern.test(line))) return { event: line, level: "error" };
  return words.some((pattern) => pattern.test(line)) ? { event: line } : null;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(n|.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign));
}
