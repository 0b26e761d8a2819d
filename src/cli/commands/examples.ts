/** The two examples that end every `--help`. */
export function examples(...lines: readonly [string, string]): string {
  return ["", "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");
}
