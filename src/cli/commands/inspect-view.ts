import type pc from "picocolors";
import type { InspectDocument, ProblemDocument, StreamDocument } from "../../app/inspect/inspect-document.ts";
import { problemLine } from "../../app/inspect/reports.ts";
import { formatByteSize } from "../../lib/byte-size.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type Column, renderTable } from "../terminal/table.ts";

type Colors = ReturnType<typeof pc.createColors>;

const mostShown = 200;
const longestName = 60;

/** A capture for people: what came, its streams, what is wrong, the last state. */
export function renderInspection(document: InspectDocument, colors: Colors): string {
  const parts = [
    headOf(document, colors),
    streamsOf(document.streams, colors),
    problemsOf(document.problems, colors),
    lastOf(document),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function headOf({ file, bytes, lines, messages }: InspectDocument, colors: Colors): string {
  const counts = Object.entries(messages).filter(([, count]) => count > 0);
  const what = counts.map(([type, count]) => `${number(count)} ${type}`).join(", ");
  return `${colors.bold(name(file))}  ${number(lines)} lines, ${formatByteSize(bytes)}${what ? `: ${what}` : ""}\n`;
}

function streamsOf(streams: readonly StreamDocument[], colors: Colors): string {
  if (streams.length === 0) return "";
  const columns: readonly Column<StreamDocument>[] = [
    { title: "stream", value: ({ stream }) => name(stream) },
    { title: "records", align: "right", value: ({ records }) => number(records) },
    { title: "bytes", align: "right", value: ({ bytes }) => formatByteSize(bytes) },
    { title: "schemas", align: "right", value: ({ schemas }) => number(schemas) },
    { title: "draft", value: ({ schema_dialect }) => schema_dialect ?? "?" },
    { title: "keys", value: ({ key_properties }) => name(key_properties?.join(", ") ?? "?") },
    { title: "bookmark", value: bookmarkOf },
    {
      title: "violations",
      align: "right",
      value: ({ violations }) => (violations === null ? "?" : number(violations)),
    },
    { title: "uninspected", align: "right", value: ({ uninspected }) => number(uninspected) },
  ];
  const table = renderTable(streams.slice(0, mostShown), columns, { color: colors.isColorSupported });
  return streams.length > mostShown ? `${table}and ${streams.length - mostShown} more streams\n` : table;
}

function bookmarkOf({ bookmark_properties: [property], bookmark }: StreamDocument): string {
  if (property === undefined) return "";
  return name(bookmark === null ? property : `${property} ${String(bookmark)}`);
}

function problemsOf(problems: readonly ProblemDocument[], colors: Colors): string {
  if (problems.length === 0) return `${colors.green("No problem found.")}\n`;
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan } as Readonly<
    Record<string, (text: string) => string>
  >;
  const shown = problems.slice(0, mostShown).map((problem) => {
    const crash = problem.target_crash ? colors.dim(" [crashes SDK targets]") : "";
    const severity = (paint[problem.severity] ?? String)(problem.severity.padEnd(7));
    return `${severity}  ${problemLine(problem)}${crash}\n`;
  });
  const rest = problems.length - shown.length;
  return shown.join("") + (rest > 0 ? `and ${rest} more; --json shows them all\n` : "");
}

function lastOf({ last_state: state }: InspectDocument): string {
  if (state === null) return "";
  const text = JSON.stringify(state);
  return `last state  ${stripControl(text.length > 500 ? `${text.slice(0, 500)}…` : text)}\n`;
}

/** A name from the outside: one line, bounded, nothing that steers a terminal. */
function name(text: string): string {
  const plain = stripControl(text).replace(/[\r\n\t]/g, " ");
  return plain.length > longestName ? `${plain.slice(0, longestName)}…` : plain;
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}
