import { expect, it } from "vitest";
import { renderTable } from "./table.ts";

const columns = [
  { title: "name", value: (row: { name: string; n: number }) => row.name },
  { title: "n", align: "right" as const, value: (row: { name: string; n: number }) => String(row.n) },
];

it("lines columns up by what a terminal shows, wide characters included", () => {
  const table = renderTable(
    [
      { name: "注文", n: 1 },
      { name: "orders", n: 23 },
    ],
    columns,
    { color: false },
  );
  expect(table).toBe("name     n\n注文     1\norders  23\n");
});

it("makes the head bold on a terminal only", () => {
  expect(renderTable([{ name: "a", n: 1 }], columns, { color: true })).toContain("\u001b[1m");
  expect(renderTable([{ name: "a", n: 1 }], columns, { color: false })).not.toContain("\u001b");
});

it("keeps a row on its line, whatever a name holds: no row can be made up", () => {
  const rows = [{ name: "a\norders  23\tx\r\n", n: 1 }];
  expect(renderTable(rows, columns, { color: false })).toBe("name             n\na orders  23 x   1\n");
});
