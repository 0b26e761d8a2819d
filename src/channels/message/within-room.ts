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
  const lines = section.lines.slice(0, -1);
  const last = section.lines.at(-1) ?? "";
  const left = last.length - over - 1;
  const shorter = left >= leastLine ? [...lines, cut(last, left)] : lines;
  const next = shorter.length === 0 ? [] : [{ ...section, lines: shorter }];
  return [...sections.slice(0, at), ...next, ...sections.slice(at + 1)];
}
