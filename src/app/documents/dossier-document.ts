import type { Dossier } from "../../model/dossier.ts";

/** The dossier of a run's document (design section 15); `null` for a run that has none. */
export function dossierDocument(dossier: Dossier | null) {
  if (dossier === null) return null;
  const { plugin, role, category, confidence, cause, evidence, advice, command } = dossier;
  return {
    ...{ plugin, role, category, confidence, cause, command },
    signature: dossier.signature,
    evidence: evidence.map((one) => ({ plugin: one.plugin, line: one.line })),
    advice: [...advice],
    repeated: dossier.repeated,
    last_good_run_id: dossier.lastGoodRunId,
    changed: dossier.changed.map(({ what, before, after }) => ({ what, before, after })),
    impact: {
      streams: dossier.impact.streams === null ? null : [...dossier.impact.streams],
      records_since_bookmark: dossier.impact.recordsSinceBookmark,
    },
  };
}
