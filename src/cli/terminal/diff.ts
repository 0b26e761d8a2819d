import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { colorsOf } from "../output.ts";

/** Prints a unified diff, in colour on a terminal. */
export function printDiff(cli: Cli, diff: string): void {
  const colors = colorsOf(cli);
  const paint = (line: string): string => {
    if (line.startsWith("@@")) return colors.cyan(line);
    if (line.startsWith("+++") || line.startsWith("---")) return colors.bold(line);
    if (line.startsWith("+")) return colors.green(line);
    return line.startsWith("-") ? colors.red(line) : line;
  };
  const lines = diff.split("\n").slice(0, -1);
  cli.stdout.write(lines.map((line) => `${paint(stripControl(line))}\n`).join(""));
}
