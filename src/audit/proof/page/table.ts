import { html, Markup } from "./markup.ts";

/** A column of a table on the page. */
export interface PageColumn<Row> {
  readonly title: string;
  readonly number?: boolean;
  readonly value: (row: Row) => Markup | string | number | null;
}

/** A table, or a sentence where there is nothing to show. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly PageColumn<Row>[],
  whenEmpty: string,
): Markup {
  if (rows.length === 0) return html`<p class="dim">${whenEmpty}</p>`;
  const head = columns.map(({ title, number }) => html`<th${classOf(number)}>${title}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>${columns.map(({ value, number }) => html`<td${classOf(number)}>${shown(value(row))}</td>`)}</tr>`,
  );
  return html`<table><thead><tr>${head}</tr></thead><tbody>
${lines}
</tbody></table>`;
}

/** Names and what stands for them, a line each; what is not known is left out nowhere. */
export function facts(pairs: readonly (readonly [string, Markup | string | number | null])[]): Markup {
  const lines = pairs.map(([name, value]) => html`<tr><th>${name}</th><td>${shown(value)}</td></tr>`);
  return html`<table><tbody>
${lines}
</tbody></table>`;
}

function shown(value: Markup | string | number | null): Markup {
  if (value === null) return html`<span class="dim">unknown</span>`;
  return value instanceof Markup ? value : html`${typeof value === "number" ? grouped(value) : value}`;
}

/** Digits in threes, as `Intl` would, and on every machine alike. */
export function grouped(value: number): string {
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ",") : String(value);
}

function classOf(number: boolean | undefined): Markup {
  return new Markup(number ? ' class="number"' : "");
}
