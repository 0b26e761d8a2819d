import type { Finding } from "../../model/finding.ts";
import type { Run } from "../../model/run.ts";
import type { Sample } from "../../model/sample.ts";
import type { Store } from "../../store/index.ts";
import { heldFindings } from "../held-findings.ts";

/** What checks saw in a run, by stream; nothing for a stream that no check looked at. */
export async function qualitySamples(store: Store, run: Run): Promise<Sample[]> {
  const found = (await heldFindings(store, run.runId)).map(({ finding }) => finding);
  const judged = found.filter(({ mode, outcome }) => mode === "active" && outcome === "violated");
  const passed = await store.findings.passed(run.runId);
  const streams = new Set([...passed, ...judged].map(({ stream }) => stream));
  const at = run.endedAt ?? run.heartbeatAt ?? run.startedAt;
  return [...streams].flatMap((stream) => {
    const labels = { project: run.project, environment: run.environment, job: run.job, stream };
    const ofStream = judged.filter((finding) => finding.stream === stream);
    return [
      { metric: "stream_violations", labels, at, value: violationsOf(ofStream) },
      { metric: "stream_error_percent", labels, at, value: worstShare(ofStream) },
    ];
  });
}

function violationsOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { violations }) => sum + violations, 0);
}

/** One row may break several checks, so their shares can't be added: the worst one counts. */
function worstShare(findings: readonly Finding[]): number {
  const shares = findings.map(({ violations, records }) =>
    records === null || records === 0 ? 0 : Math.min(100, (violations / records) * 100),
  );
  return Math.max(0, ...shares);
}
