import type { HealthEffects } from "../../health/index.ts";
import type { SettingsOf } from "../../health/settings.ts";
import { countWmsRows, type SourceCount, secondAfter } from "../../health/wms/count.ts";
import { derivedCheck } from "../health/derive-checks.ts";
import type { OpenedProject } from "../open-project.ts";
import type { Bookmark } from "./bookmark.ts";
import { judgeSourceRows, type RowsVerdict } from "./judge-rows.ts";

type WmsSettings = SettingsOf<"oracle-wms">;

/** What the source says of a stream. */
export interface SourceAnswer {
  /** Rows changed since the bookmark that the run began at; all of them where it began without one. */
  readonly rows: number | null;
  readonly verdict: RowsVerdict;
  readonly since: string | null;
}

/** Where a run's stream began and ended. */
export interface Journey {
  /** `null` where it began without one, or nobody knows. */
  readonly began: Bookmark | null;
  readonly ended: Bookmark | null;
  /** Whether the run before left `began`, so that this one began there. */
  readonly isSure: boolean;
}

/** Who can count at the source of a tap: the configured check for it, or the one that its settings lead to. */
export function sourceCounter(project: OpenedProject, tap: string): WmsSettings | null {
  const configured = Object.values(project.config.settings.health).filter(({ plugins }) =>
    plugins.includes(tap),
  );
  const all = [...configured, derivedCheck(project, tap).settings];
  return all.find((settings) => settings?.type === "oracle-wms") ?? null;
}

/** Asks the source how many rows a stream should have had. `null` where it has nothing of that name to count. */
export async function askSource(
  settings: WmsSettings,
  {
    entity,
    mapperSaw,
    journey,
  }: { readonly entity: string; readonly mapperSaw: number; readonly journey: Journey },
  effects: HealthEffects,
): Promise<SourceAnswer | null> {
  const { began, ended } = journey;
  const field = began?.field ?? ended?.field ?? "mod_ts";
  const since = began?.value ?? null;
  const count = (from: string | null, until: string | null): Promise<SourceCount> => {
    const signal = AbortSignal.timeout(settings.timeout);
    return countWmsRows(settings, { entity, field, since: from, until }, effects, signal);
  };
  const all = await count(since, null);
  if (all.rows === null) return all.noEntity ? null : unanswered(all.reason, since);
  const until = journey.isSure && began?.field === ended?.field ? (ended?.value ?? null) : null;
  // Rows of the bookmark's own second may have come with an earlier run: some taps send them again, some don't.
  const within = since === null || until === null ? null : (await count(secondAfter(since), until)).rows;
  const verdict = judgeSourceRows({ since: all.rows, within }, mapperSaw);
  const isRefresh = mapperSaw > all.rows && since !== null && (await count(null, null)).rows === mapperSaw;
  const refreshed: RowsVerdict = {
    kind: "equal",
    says: `The source has ${mapperSaw} rows in all, as many as came: the run took all of them anew.`,
  };
  return {
    rows: isRefresh ? mapperSaw : all.rows,
    verdict: isRefresh ? refreshed : verdict,
    since: isRefresh ? null : since,
  };
}

function unanswered(reason: string, since: string | null): SourceAnswer {
  return { rows: null, verdict: { kind: "unknown", says: `The source was not counted: ${reason}.` }, since };
}
