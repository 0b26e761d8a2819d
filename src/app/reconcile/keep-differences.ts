import { resolvingSignal } from "../../alerts/index.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Fact } from "../../model/fact.ts";
import type { Signal } from "../../model/signal.ts";
import { findingSignals } from "../../runner/finding-signals.ts";
import type { Store } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import { openStatuses } from "../alerts/alert-listing.ts";
import type { OpenedProject } from "../open-project.ts";
import type { ReconciledStream, Reconciliation } from "./reconcile.ts";
import { type Look, type LookedStream, reconcileEntries, reconcileFacts } from "./reconcile-run.ts";

type Findings = Extract<Fact, { readonly kind: "findings" }>;

/**
 * Keeps what a look found as findings of the run and tells it; and ends what was told before and is not found any more. Of a
 * run that a later one followed nobody is told: what is wrong now is the later one's. Answers how many signals there were.
 */
export async function keepDifferences(
  project: OpenedProject,
  reconciliation: Reconciliation,
  alerting: Pick<Alerting, "commit">,
): Promise<number> {
  const { run, isNewest } = reconciliation;
  const at = project.clock.now();
  const facts = reconcileFacts(run, {
    streams: reconciliation.streams.map(lookedStream),
    entries: reconcileEntries(project),
    at,
  });
  const told = isNewest ? await signalsOf(await project.store(), reconciliation, { facts, at }) : [];
  const found = facts.filter(({ findings }) => findings.length > 0);
  if (found.length > 0 || told.length > 0) await alerting.commit(found, told);
  return told.length;
}

function lookedStream({ sides, tap, looked, source, rows, differences }: ReconciledStream): LookedStream {
  const of = (side: "source_rows" | "target_rows") => differences.filter((one) => one.side === side);
  const ends = differences.filter(({ side }) => side !== "source_rows" && side !== "target_rows");
  const look = (side: "source_rows" | "target_rows", answer: ReconciledStream["rows" | "source"]): Look[] =>
    answer === null
      ? []
      : [
          {
            suffix: `.${side}`,
            differences: of(side),
            looked: answer.verdict.kind !== "unknown",
            value: answer.rows,
          },
        ];
  return {
    sides,
    tap,
    looks: [
      { suffix: "", differences: ends, looked, value: null },
      ...look("source_rows", source),
      ...look("target_rows", rows),
    ],
  };
}

async function signalsOf(
  store: Store,
  { run, streams }: Reconciliation,
  { facts, at }: { readonly facts: readonly Findings[]; readonly at: number },
): Promise<Signal[]> {
  const taps = new Map(streams.map(({ sides, tap }) => [sides.stream, tap]));
  const findings = facts.flatMap((fact) => fact.findings);
  const firing = findingSignals(
    run,
    findings.map((finding) => ({ tap: taps.get(finding.stream) ?? null, finding })),
    // It is true now, however long ago the run was.
  ).map((signal) => ({ ...signal, at }));
  const passed = new Set(facts.flatMap((fact) => fact.passed).map(({ stream, name }) => `${stream} ${name}`));
  const { project, environment, job, runId } = run;
  const open = await store.alerts.list({
    types: ["reconciliation"],
    statuses: openStatuses,
    labels: { project, environment, job },
    limit: 1_000,
  });
  const over = open.filter(({ labels }) => passed.has(`${labels["stream"]} ${labels["check"]}`));
  const message = `Counted again for run ${shortId(runId)}: nothing contradicts.`;
  return [...firing, ...over.map((alert) => resolvingSignal(alert, { at, message, runId }))];
}
