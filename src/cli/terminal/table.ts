import pc from "picocolors";
import stringWidth from "string-width";
import { onOneLine } from "../../lib/terminal-text.ts";

export interface Column<Row> {
  readonly title: string;
  readonly align?: "left" | "right";
  readonly value: (row: Row) => string;
}

/** A plain table for people: two spaces between columns, numbers to the right, a bold head on a terminal. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { color }: { readonly color: boolean },
): string {
  const cells = rows.map((row) => columns.map((column) => onOneLine(column.value(row))));
  const titles = columns.map((column) => column.title);
  const widths = titles.map((title, at) =>
    Math.max(...[title, ...cells.map((row) => row[at] ?? "")].map((cell) => stringWidth(cell))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.align ?? "left", at === row.length - 1))
      .join("  ");
  const head = pc.createColors(color).bold(line(titles));
  return [head, ...cells.map(line)].map((text) => `${text}\n`).join("");
}

function pad(cell: string, width: number, align: "left" | "right", last: boolean): string {
  const space = " ".repeat(Math.max(0, width - stringWidth(cell)));
  if (align === "right") return space + cell;
  return last ? cell : cell + space;
}
