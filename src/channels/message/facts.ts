import { formatDuration } from "../../lib/duration.ts";
import type { Alert } from "../../model/alert.ts";
import { cut, oneLine } from "./cut.ts";
import { longestCause, type MessageFact } from "./message.ts";

/** What people call the place: `daily-load (prod, shop) · tap-gitlab · stream orders`; `null` where no label says. */
export function whereOf({ labels }: Pick<Alert, "labels">): string | null {
  const of = (name: string): string => oneLine(labels[name] ?? "");
  const around = [of("environment"), of("project")].filter((text) => text !== "").join(", ");
  const job = of("job") || (around === "" ? "" : around);
  const parts = [
    job !== "" && job !== around && around !== "" ? `${job} (${around})` : job,
    of("plugin"),
    of("stream") === "" ? "" : `stream ${of("stream")}`,
    of("check") === "" ? "" : `check ${of("check")}`,
  ].filter((text) => text !== "");
  return parts.length === 0 ? null : parts.join(" · ");
}

/** When it began, in the reader's zone, and how long it lasted or how often it was seen since. */
export function sinceOf(
  {
    firstSeenAt,
    lastSeenAt,
    resolvedAt,
    count,
  }: Pick<Alert, "firstSeenAt" | "lastSeenAt" | "resolvedAt" | "count">,
  { over, timeZone }: { readonly over: boolean; readonly timeZone: string },
): string {
  const began = timeIn(firstSeenAt, timeZone);
  const lasted = (resolvedAt ?? lastSeenAt) - firstSeenAt;
  const details = [
    ...(over && lasted > 0 ? [`lasted ${formatDuration(lasted)}`] : []),
    ...(count > 1 ? [`seen ${count} times`] : []),
  ];
  return details.length === 0 ? began : `${began} (${details.join(", ")})`;
}

/** `2026-01-01 09:00 GMT-3`: without a locale's own order of day and month. */
export function timeIn(at: number, timeZone: string): string {
  const parts = formatIn(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")} ${of("timeZoneName")}`;
}

/** Making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  formats.set(timeZone, made);
  return made;
}

/** The cause in one line: what the diagnosis names, else how the alert's message begins. */
export function causeOf({
  details,
  message,
  title,
}: Pick<Alert, "details" | "message" | "title">): string | null {
  const named = details["cause"];
  const first =
    typeof named === "string" && named.trim() !== "" ? named : message.trimStart().split("\n", 1)[0];
  const line = cut(oneLine(first || title), longestCause);
  return line === "" ? null : line;
}

/** Told elsewhere in the message, in the reader's own zone. */
const toldElsewhere = new Set(["job", "plugin", "since", "stream", "check", "environment", "project"]);

/** What else an alert's message says: `Name: value` lines as facts, and all other lines. */
export function restOf({ message, details }: Pick<Alert, "message" | "details">): {
  readonly facts: readonly MessageFact[];
  readonly lines: readonly string[];
} {
  const lines = message
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "");
  const rest =
    typeof details["cause"] === "string" ? lines.filter((line) => line !== details["cause"]) : lines.slice(1);
  const facts: MessageFact[] = [];
  const others: string[] = [];
  for (const line of rest) {
    const [, name, value] = /^([A-Z][A-Za-z ]{1,24}): (.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) others.push(line);
    else if (!toldElsewhere.has(name.toLowerCase())) facts.push({ name, value });
  }
  return { facts, lines: others };
}
