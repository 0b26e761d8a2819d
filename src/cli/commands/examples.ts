/** The two examples that end every `--help`. */
export function examples(...lines: readonly [string, string]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
