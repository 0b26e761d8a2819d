import { Cron } from "croner";
import type { Labels } from "../model/labels.ts";
import { compileMatchers, matchesAll } from "./matcher.ts";
import type { MaintenanceWindows } from "./muting-settings.ts";

/** A scheduled window in which what fits is not told. */
export interface Maintenance {
  readonly name: string;
  readonly fits: (labels: Labels) => boolean;
  /** When the window that is on at this time ends; `null` where none is. */
  readonly endOf: (at: number) => number | null;
}

/** The windows of the settings; `zone` is whose clock counts where one names none. */
export function maintenanceWindows(settings: MaintenanceWindows, zone: string): readonly Maintenance[] {
  return settings.map(({ name, matchers, schedule, duration, timezone }) => {
    const compiled = compileMatchers(matchers);
    const cron = cronOf(schedule, timezone ?? zone);
    return {
      name,
      fits: (labels) => matchesAll(compiled, labels),
      endOf: (at) => (cron === null ? null : endOf(cron, duration, at)),
    };
  });
}

/** A line that is no cron line was refused by the settings' check, and is no window here. */
function cronOf(schedule: string, timezone: string): Cron | null {
  try {
    return new Cron(schedule, { mode: "5-part", paused: true, timezone });
  } catch {
    return null;
  }
}

/** Beginnings that are looked through: windows that overlap count as one. */
const mostStarts = 1_000;

function endOf(cron: Cron, duration: number, at: number): number | null {
  let last: number | null = null;
  let start = cron.nextRun(new Date(at - duration))?.getTime() ?? null;
  for (let looked = 0; start !== null && start <= at && looked < mostStarts; looked += 1) {
    last = start;
    start = cron.nextRun(new Date(start))?.getTime() ?? null;
  }
  return last === null ? null : last + duration;
}
