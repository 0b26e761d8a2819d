import { type SlaEntry, slaEntries, unwatchedSchedules } from "../../alerts/sla/index.ts";
import type { MeltanoSchedule } from "../../meltano/index.ts";
import type { OpenedProject } from "../open-project.ts";

export interface LoadedSla {
  readonly entries: readonly SlaEntry[];
  /** Schedules of meltano.yml that no entry watches. */
  readonly unwatched: readonly MeltanoSchedule[];
}

/** What is expected of the project's jobs, and which schedules nobody asked us to watch. */
export function loadSla({ project, config }: Pick<OpenedProject, "project" | "config">): LoadedSla {
  const { schedules } = project;
  const { sla, timezone } = config.settings;
  const zone = timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const entries = slaEntries(sla, { zone, schedules });
  const names = new Set(unwatchedSchedules(schedules, entries).map(({ name }) => name));
  return { entries, unwatched: schedules.filter(({ name }) => names.has(name)) };
}
