import { cut } from "./cut.ts";
import type { Section } from "./sections.ts";

/** What gives way first where room is short; the cause never does. */
const givesWay: readonly Section["role"][] = ["alerts", "text", "advice", "news", "fact"];

/** The least a shortened line is left with; below that it goes. */
const leastLine = 24;

/**
 * The sections within a vendor's room: the one rule for all. `sizeOf` says what a list of sections takes as the vendor
 * counts it. From the last section of the least weighty role, lines are shortened, then left out; the cause stays whole.
 */
export function withinRoom(
  sections: readonly Section[],
  room: number,
  sizeOf: (sections: readonly Section[]) => number,
): readonly Section[] {
  let fitted = sections;
  for (const role of givesWay) {
    while (sizeOf(fitted) > room) {
      const at = fitted.findLastIndex((section) => section.role === role);
      const last = fitted[at];
      if (last === undefined) break;
      fitted = withShorter(fitted, { at, section: last, over: sizeOf(fitted) - room });
    }
  }
  return fitted;
}

interface Shortening {
  readonly at: number;
  readonly section: Section;
  readonly over: number;
}

function withShorter(sections: readonly Section[], { at, section, over }: Shortening): readonly Section[] {
  const shorter = section.role === "alerts" ? fewerAlerts(section.lines) : shorterLines(section.lines, over);
  const next = shorter.length === 0 ? [] : [{ ...section, lines: shorter }];
  return [...sections.slice(0, at), ...next, ...sections.slice(at + 1)];
}

/** One alert less, and how many there are beside those that are left. */
function fewerAlerts(lines: readonly string[]): readonly string[] {
  const more = /^and (\d+) more$/.exec(lines.at(-1) ?? "")?.[1];
  const shown = more === undefined ? lines : lines.slice(0, -1);
  return shown.length <= 1 ? [] : [...shown.slice(0, -1), `and ${Number(more ?? 0) + 1} more`];
}

function shorterLines(all: readonly string[], over: number): readonly string[] {
  const lines = all.slice(0, -1);
  const last = all.at(-1) ?? "";
  const left = last.length - over - 1;
  return left >= leastLine ? [...lines, cut(last, left)] : lines;
}
