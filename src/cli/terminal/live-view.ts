import { createLogUpdate } from "log-update";
import type pc from "picocolors";
import type { RunProgress } from "../../app/run.ts";
import { formatByteSize } from "../../lib/byte-size.ts";
import { formatDuration } from "../../lib/duration.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { Screen } from "../io.ts";
import { renderTable } from "./table.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** The lines of the live view; at most `height` streams, the busiest first. */
export function renderLive(
  state: RunProgress,
  { colors, height }: { readonly colors: Colors; readonly height: number },
): string {
  const doing = doingNow(state);
  const waits = doing === null ? "" : `  ${colors.yellow(doing)}`;
  const which =
    state.attempt === null ? "" : `  ${colors.dim(`attempt ${state.attempt.number} of ${state.attempt.of}`)}`;
  const head = `${colors.cyan("●")} ${colors.bold(stripControl(state.job))}  ${formatDuration(state.elapsedMs)}${which}${waits}${state.usual === null ? "" : `\n  ${state.usual}`}`;
  if (state.streams.length === 0) return state.preflight ? head : `${head}\n  no record yet`;
  const busiest = [...state.streams].sort((a, b) => b.records - a.records);
  const shown = busiest.slice(0, Math.max(1, height));
  const hidden = busiest.length - shown.length;
  const table = renderTable(
    shown,
    [
      { title: "stream", value: (row) => stripControl(row.stream) },
      { title: "records", align: "right", value: (row) => row.records.toLocaleString("en-US") },
      {
        title: "rec/s",
        align: "right",
        value: (row) => (row.rate === null ? "" : Math.round(row.rate).toLocaleString("en-US")),
      },
      { title: "bytes", align: "right", value: (row) => formatByteSize(row.bytes) },
    ],
    { color: false },
  );
  const more = hidden === 0 ? "" : `\n  and ${hidden} more streams`;
  return `${head}\n${table.trimEnd().replace(/^/gm, "  ")}${more}${slowSide(state, colors)}`;
}

function doingNow({ preflight, nextAttemptInMs, waitingFor }: RunProgress): string | null {
  if (preflight) return "looking at source and target first";
  if (nextAttemptInMs !== null) return `next attempt in ${formatDuration(nextAttemptInMs)}`;
  return waitingFor === null ? null : `waiting for the ${waitingFor}`;
}

/** The verdict up to now; nothing while too little time passed to say. */
function slowSide({ bottleneck: { side, confidence, shares } }: RunProgress, colors: Colors): string {
  if (side === "unknown" || shares === null) return "";
  if (side === "none") return `\n  ${colors.dim("neither side is much slower so far")}`;
  const share = Math.round(shares[side as "tap" | "target" | "mapper"] * 100);
  return `\n  ${colors.dim(`slow side so far: ${side} (${share} % of the time, ${confidence} confidence)`)}`;
}

/** A view that is redrawn below the log. Never made for a screen that is not a terminal. */
export interface LiveView {
  /** Text that stays: it is printed above the view. */
  log(text: string): void;
  update(state: RunProgress): void;
  /** Takes the view away; what was logged stays. */
  stop(): void;
}

/** At most ten frames a second, as people can't read more. */
const frameMs = 100;

export function createLiveView({
  screen,
  colors,
  now,
}: {
  readonly screen: Screen;
  readonly colors: Colors;
  readonly now: () => number;
}): LiveView {
  const draw = createLogUpdate(terminalOf(screen), { showCursor: true });
  let drawnAt = Number.NEGATIVE_INFINITY;
  let frame = "";
  return {
    log: (text) => {
      draw.clear();
      screen.write(text);
      if (frame !== "") draw(frame);
    },
    update: (state) => {
      if (now() - drawnAt < frameMs) return;
      drawnAt = now();
      frame = renderLive(state, { colors, height: 12 });
      draw(frame);
    },
    stop: () => {
      draw.clear();
      frame = "";
    },
  };
}

/** log-update wants a stream; it only writes to it and asks for its size. */
function terminalOf(screen: Screen): NodeJS.WriteStream {
  const terminal = {
    write: (text: string) => {
      screen.write(text);
      return true;
    },
    isTTY: screen.isTTY,
    get columns() {
      return screen.columns;
    },
    rows: 24,
  };
  return terminal as unknown as NodeJS.WriteStream;
}
