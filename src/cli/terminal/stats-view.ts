import type pc from "picocolors";
import type { TimedStats } from "../../app/alerts/stats.ts";
import { formatDuration } from "../../lib/duration.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { renderTable } from "./table.ts";

type Colors = ReturnType<typeof pc.createColors>;

interface Row {
  readonly name: string;
  readonly count: number;
}

const barWidth = 24;
const mostNames = 10;

/** Statistics for people: what is most, when, how fast people were, what arrived, and what to take from it. */
export function renderStats(
  stats: TimedStats,
  { colors, color }: { colors: Colors; color: boolean },
): string {
  if (stats.alerts === 0 && stats.channels.length === 0)
    return `No alert began in the last ${stats.days} days.\n`;
  return [
    `${colors.bold(countOf(stats.alerts, "alert"))} in the last ${stats.days} days, seen ${countOf(stats.signals, "time")}; ${stats.open} still open.\n`,
    ...(stats.alerts === 0 ? [] : problems(stats, color)),
    ...channels(stats, color),
    ...(stats.insight === null ? [] : [`\n${colors.cyan(stripControl(stats.insight))}\n`]),
  ].join("");
}

function problems(stats: TimedStats, color: boolean): string[] {
  const share = (count: number): string => `${count} (${Math.round((count / stats.alerts) * 100)} %)`;
  return [
    "\n",
    bars(
      "most frequent",
      stats.names.slice(0, mostNames).map(({ name, alerts }) => ({ name, count: alerts })),
      color,
    ),
    "\n",
    bars(
      "type",
      stats.types.map(({ type, alerts }) => ({ name: type, count: alerts })),
      color,
    ),
    "\n",
    bars(`hour (${stats.timezone})`, hourRows(stats.hours), color),
    "\n",
    line("acknowledged", `${share(stats.acknowledged)}${after(stats.mttaSeconds)}`),
    line("never acknowledged", share(stats.neverAcknowledged)),
    line("healed by itself", share(stats.selfHealed)),
    line("false alarms", share(stats.falseAlarms)),
    line("time to resolve", stats.mttrSeconds === null ? "not known" : duration(stats.mttrSeconds)),
  ];
}

function hourRows(hours: readonly number[]): Row[] {
  const rows = hours.map((count, hour) => ({ name: `${String(hour).padStart(2, "0")}:00`, count }));
  return rows.filter(({ count }) => count > 0);
}

function channels({ channels: all }: TimedStats, color: boolean): string[] {
  if (all.length === 0) return [];
  const table = renderTable(
    all,
    [
      { title: "channel", value: ({ channel }) => stripControl(channel) },
      { title: "sent", align: "right", value: ({ notifications }) => String(notifications) },
      { title: "arrived", align: "right", value: ({ arrived }) => String(arrived) },
      { title: "lost", align: "right", value: ({ lost }) => String(lost) },
      { title: "waiting", align: "right", value: ({ waiting }) => String(waiting) },
      { title: "withdrawn", align: "right", value: ({ withdrawn }) => String(withdrawn) },
      {
        title: "rate",
        align: "right",
        value: ({ ratePercent }) => (ratePercent === null ? "unknown" : `${ratePercent.toFixed(1)} %`),
      },
    ],
    { color },
  );
  return ["\n", table];
}

function bars(title: string, rows: readonly Row[], color: boolean): string {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return renderTable(
    rows,
    [
      { title, value: ({ name }) => stripControl(name).slice(0, 40) },
      { title: "alerts", align: "right", value: ({ count }) => String(count) },
      { title: "", value: ({ count }) => "█".repeat(Math.max(1, Math.round((count / most) * barWidth))) },
    ],
    { color },
  );
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function line(name: string, value: string): string {
  return `${name.padEnd(19)} ${value}\n`;
}

function after(seconds: number | null): string {
  return seconds === null ? "" : `, after ${duration(seconds)} on average`;
}

function duration(seconds: number): string {
  return formatDuration(seconds * 1000);
}
