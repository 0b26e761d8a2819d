import type { DamagedLines } from "../../app/quarantine/damaged-lines.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Cli } from "../io.ts";
import { sayNote } from "../output.ts";
import { formatCount } from "../terminal/run-summary.ts";

/** Says which files hold lines that can't be read as rows; a line of stderr for each. */
export function sayDamage(cli: Cli, damaged: readonly DamagedLines[]): void {
  for (const { file, lines, firstLine } of damaged) {
    const where = `from line ${firstLine} on of ${stripControl(file)}`;
    const text =
      lines === 1
        ? `1 line can't be read as a row, ${where}: it is left as it is.`
        : `${formatCount(lines)} lines can't be read as rows, ${where}: they are left as they are.`;
    sayNote(cli, text);
  }
}
