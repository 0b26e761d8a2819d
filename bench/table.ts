import stringWidth from "string-width";
import type { Row } from "./row.ts";

/** The rows as one table for people. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [["work", "measured", "ratio", "bar", ""], ...rows.map(cellsOf)];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...cells.map((line) => stringWidth(line[column] ?? ""))),
  );
  const lines = cells.map((line) =>
    line
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${[lines[0], "-".repeat(stringWidth(lines[0] ?? "")), ...lines.slice(1)].join("\n")}\n`;
}

function cellsOf(row: Row): string[] {
  const verdict = row.meets === null ? "" : row.meets ? "ok" : "MISSED";
  return [row.work, row.measured, row.ratio === null ? "" : row.ratio.toFixed(2), row.bar ?? "", verdict];
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
