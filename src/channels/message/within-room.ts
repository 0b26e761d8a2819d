import { cut } from "./cut.ts";
import type { Section } from "./sections.ts";

/** What gives way first where room is short; the cause never does. */
const givesWay: readonly Section["role"][] = ["alerts", "text", "advice", "news", "fact"];

/** The least a shortened line is left with; below that it goes. */
const leastLine = 24;

type SizeOf = (sections: readonly Section[]) => number;

/**
 * The sections within a vendor's room: the one rule for all. `sizeOf` says what a list of sections takes as the vendor
 * counts it. From the last section of the least weighty role, lines are shortened, then left out; the cause stays whole.
 */
export function withinRoom(sections: readonly Section[], room: number, sizeOf: SizeOf): readonly Section[] {
  let fitted = sections;
  for (const role of givesWay) {
    if (sizeOf(fitted) <= room) break;
    fitted =
      role === "alerts"
        ? withFewerAlerts(fitted, room, sizeOf)
        : withFewerLines(fitted, { role, room, sizeOf });
  }
  return fitted;
}

function withFewerAlerts(sections: readonly Section[], room: number, sizeOf: SizeOf): readonly Section[] {
  let fitted = sections;
  while (sizeOf(fitted) > room) {
    const at = fitted.findLastIndex(({ role }) => role === "alerts");
    const last = fitted[at];
    if (last === undefined) break;
    const lines = fewerAlerts(last.lines);
    fitted = [
      ...fitted.slice(0, at),
      ...(lines.length === 0 ? [] : [{ ...last, lines }]),
      ...fitted.slice(at + 1),
    ];
  }
  return fitted;
}

/** One alert less, and how many there are beside those that are left. */
function fewerAlerts(lines: readonly string[]): readonly string[] {
  const more = /^and (\d+) more$/.exec(lines.at(-1) ?? "")?.[1];
  const shown = more === undefined ? lines : lines.slice(0, -1);
  return shown.length <= 1 ? [] : [...shown.slice(0, -1), `and ${Number(more ?? 0) + 1} more`];
}

interface Fitting {
  readonly role: Section["role"];
  readonly room: number;
  readonly sizeOf: SizeOf;
}

/** As many lines of a role as there is room for, the next one shortened. What is told may have thousands of lines. */
function withFewerLines(sections: readonly Section[], { role, room, sizeOf }: Fitting): readonly Section[] {
  const lines = sections.flatMap((section) => (section.role === role ? section.lines : []));
  const kept = (some: readonly string[]): readonly Section[] => withLines(sections, role, some);
  const count = mostThatFits(lines.length, (many) => sizeOf(kept(lines.slice(0, many))) <= room);
  const whole = lines.slice(0, count);
  let next = lines[count] ?? "";
  while (next.length >= leastLine) {
    const fitted = kept([...whole, next]);
    const over = sizeOf(fitted) - room;
    if (over <= 0) return fitted;
    const left = next.length - over - 1;
    next = left < leastLine ? "" : cut(next, left);
  }
  return kept(whole);
}

/** The largest number from 0 on that fits, where all below it fit too. */
function mostThatFits(most: number, fits: (many: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The sections, those of a role with the first of these lines; a section without lines goes. */
function withLines(
  sections: readonly Section[],
  role: Section["role"],
  lines: readonly string[],
): readonly Section[] {
  let used = 0;
  return sections.flatMap((section) => {
    if (section.role !== role) return [section];
    const own = lines.slice(used, used + section.lines.length);
    used += section.lines.length;
    return own.length === 0 ? [] : [{ ...section, lines: own }];
  });
}
