import type pc from "picocolors";
import type { RunDocument } from "../../app/documents/run-document.ts";
import { formatByteSize } from "../../lib/byte-size.ts";
import { formatDuration } from "../../lib/duration.ts";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { dossierLines } from "./dossier-lines.ts";
import { findingLines } from "./finding-lines.ts";
import { flightLines } from "./flight-lines.ts";
import { resourceLines } from "./resource-lines.ts";
import { type Column, renderTable } from "./table.ts";

/** The parts of a stream's row (design section 15) that people are shown. */
interface StreamView {
  readonly stream: string;
  readonly records: number | null;
  readonly bytes: number | null;
  readonly records_per_second: number | null;
  readonly duration_seconds: number | null;
  readonly quarantined: number | null;
  /** Which side this stream's records waited for. */
  readonly bottleneck: { readonly side: string } | null;
  readonly tap_said: number | null;
  readonly target_said: number | null;
}

type Colors = ReturnType<typeof pc.createColors>;

const unknown = "-";

/** The table of streams and what stands around it, for the end of a run and for `runs show`. */
export function renderRunSummary(
  run: RunDocument,
  { color, colors }: { readonly color: boolean; readonly colors: Colors },
): string {
  return [
    headLine(run, colors),
    ...(run.cause === null ? [] : [`  ${colors.red("cause")} ${stripControl(run.cause)}`]),
    ...dossierLines(run.dossier, colors),
    "",
    run.streams.length === 0
      ? noStreams(run)
      : renderTable(streamRows(run.streams), columns(run.streams), { color }).trimEnd(),
    "",
    ...resourceLines(run.plugins, { color }),
    ...findingLines(run.findings, { runId: run.run_id, colors }),
    ...(run.bottleneck.side === "unknown" ? [] : [bottleneckLine(run, colors)]),
    ...flightLines(run.flight_recorder),
    ...run.alerts.map(
      (alert) => `Alert ${shortId(alert.id)}: ${alert.type} (${alert.severity}, ${alert.status})`,
    ),
    ...run.notices.map(stripControl),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** How a status looks to people: good is green, bad is red, not known is yellow. */
export function paintStatus(status: string, colors: Colors): string {
  if (status === "success") return colors.green(status);
  if (status === "running") return colors.cyan(status);
  return status === "unknown" ? colors.yellow(status) : colors.red(status);
}

export function formatCount(count: number | null): string {
  return count === null ? unknown : count.toLocaleString("en-US");
}

export function formatSeconds(seconds: number | null): string {
  return seconds === null ? unknown : formatDuration(seconds * 1000);
}

function headLine(run: RunDocument, colors: Colors): string {
  const took = run.duration_seconds === null ? "" : ` after ${formatSeconds(run.duration_seconds)}`;
  const code = run.exit_code === null || run.exit_code === 0 ? "" : `, exit code ${run.exit_code}`;
  return `${colors.bold(stripControl(run.job) || "(job not known)")}: ${paintStatus(run.status, colors)}${took}${code}  ${colors.dim(`run ${run.run_id}`)}`;
}

function noStreams(run: RunDocument): string {
  return run.complete
    ? "No stream was seen."
    : "No stream was seen (not everything about this run is known).";
}

function streamRows(streams: readonly StreamView[]): StreamView[] {
  if (streams.length < 2) return [...streams];
  const sum = (of: (row: StreamView) => number | null): number | null =>
    streams.some((row) => of(row) === null)
      ? null
      : streams.reduce((total, row) => total + (of(row) ?? 0), 0);
  const total: StreamView = {
    stream: "total",
    records: sum((row) => row.records),
    bytes: sum((row) => row.bytes),
    records_per_second: null,
    duration_seconds: null,
    quarantined: sum((row) => row.quarantined),
    bottleneck: null,
    tap_said: sum((row) => row.tap_said),
    target_said: sum((row) => row.target_said),
  };
  return [...streams, total];
}

function columns(streams: readonly StreamView[]): Column<StreamView>[] {
  const seenByMapper = streams.some((row) => row.records !== null);
  const number = (title: string, of: (row: StreamView) => string): Column<StreamView> => ({
    title,
    align: "right",
    value: of,
  });
  const claims = [
    number("tap said", (row) => formatCount(row.tap_said)),
    number("target said", (row) => formatCount(row.target_said)),
  ];
  const seen = [
    number("records", (row) => formatCount(row.records)),
    number("bytes", (row) => (row.bytes === null ? unknown : formatByteSize(row.bytes))),
    number("rec/s", (row) =>
      row.records_per_second === null ? "" : formatCount(Math.round(row.records_per_second)),
    ),
    number("duration", (row) => (row.duration_seconds === null ? "" : formatSeconds(row.duration_seconds))),
    number("quarantined", (row) => formatCount(row.quarantined)),
  ];
  const sides = new Set(streams.map(({ bottleneck }) => bottleneck?.side ?? "unknown"));
  // One stream's verdict is the run's, which stands below; not known says nothing.
  if (streams.length > 1 && (sides.size > 1 || !sides.has("unknown")))
    seen.push({ title: "slow side", value: ({ bottleneck }) => slowSide(bottleneck?.side) });
  return [{ title: "stream", value: (row) => stripControl(row.stream) }, ...(seenByMapper ? seen : claims)];
}

function slowSide(side: string | undefined): string {
  return side === undefined || side === "unknown" ? "" : side;
}

function bottleneckLine({ bottleneck }: RunDocument, colors: Colors): string {
  const share =
    bottleneck.side === "none" || bottleneck.side === "unknown" ? null : bottleneck.shares[bottleneck.side];
  const sure = `${bottleneck.confidence} confidence`;
  const percent = share === null ? ` (${sure})` : ` (${Math.round(share * 100)} % of the time, ${sure})`;
  return `Bottleneck: ${colors.bold(bottleneck.side)}${percent}${bottleneck.advice ? `. ${bottleneck.advice}` : ""}`;
}
