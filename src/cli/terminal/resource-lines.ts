import { formatByteSize } from "../../lib/byte-size.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { sparkline } from "./sparkline.ts";
import { type Column, renderTable } from "./table.ts";

/** What a plugin took from the machine, of a run's document. */
export interface ResourceView {
  readonly name: string;
  readonly cpu_seconds: number | null;
  readonly cpu_percent: number | null;
  readonly max_rss_bytes: number | null;
  readonly samples: readonly { readonly cpu_percent: number; readonly rss_bytes: number | null }[];
}

/** So many bars fit beside the rest. */
const width = 24;

const unknown = "-";

/** A table with a small picture for each plugin; nothing where none was seen. A full bar of CPU is a core, or more. */
export function resourceLines(
  plugins: readonly ResourceView[],
  { color }: { readonly color: boolean },
): string[] {
  const seen = plugins.filter((plugin) => plugin.cpu_seconds !== null || plugin.max_rss_bytes !== null);
  return seen.length === 0 ? [] : [renderTable(seen, columns, { color }).trimEnd(), ""];
}

const columns: Column<ResourceView>[] = [
  { title: "plugin", value: ({ name }) => stripControl(name) },
  {
    title: "cpu",
    align: "right",
    value: ({ cpu_seconds: s }) => (s === null ? unknown : `${s.toFixed(1)} s`),
  },
  {
    title: "of a core",
    align: "right",
    value: ({ cpu_percent: percent }) => (percent === null ? unknown : `${Math.round(percent)} %`),
  },
  {
    title: "peak",
    align: "right",
    value: ({ samples }) =>
      samples.length === 0 ? unknown : `${Math.round(Math.max(...samples.map((one) => one.cpu_percent)))} %`,
  },
  { title: "", value: ({ samples }) => sparkline(folded(samples.map((one) => one.cpu_percent)), 100) },
  {
    title: "memory peak",
    align: "right",
    value: ({ max_rss_bytes: bytes }) => (bytes === null ? unknown : formatByteSize(bytes)),
  },
  { title: "", value: ({ samples }) => sparkline(folded(samples.flatMap((one) => one.rss_bytes ?? []))) },
];

/** At most `width` values: of neighbours the greater one. */
function folded(values: readonly number[]): number[] {
  const each = Math.ceil(values.length / width);
  return values.length <= width
    ? [...values]
    : Array.from({ length: Math.ceil(values.length / each) }, (_, at) =>
        Math.max(...values.slice(at * each, (at + 1) * each)),
      );
}
