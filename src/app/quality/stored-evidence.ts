import type { Store } from "../../store/index.ts";
import type { SeenJob } from "./job-scopes.ts";
import type { Evidence } from "./suggest.ts";

/** Runs that proposals look back on. */
const runsBack = 10;

/** What the stored column metrics of a stream's newest runs say; `null` where there are none. Keys are not looked into. */
export async function storedEvidence(
  store: Store,
  jobs: readonly SeenJob[],
  stream: string,
): Promise<Evidence | null> {
  const seen = (await Promise.all(jobs.map((job) => store.quality.columns(job, stream, runsBack)))).flat();
  const measured = seen.filter(({ columns }) => columns.length > 0);
  if (measured.length === 0) return null;
  return {
    runs: measured.map(({ columns }) => columns),
    keyProperties: [],
    keysUnique: null,
    records: measured.map(({ columns }) => columns[0]?.records ?? 0),
    values: new Map(),
    unclearNumbers: new Set(),
    wideTexts: null,
  };
}
