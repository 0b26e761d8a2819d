import type { BlockAccount, RunAccount, RunSurroundings } from "../../audit/openlineage/account.ts";
import { blockEnds } from "../../audit/openlineage/block-ends.ts";
import type { Finding } from "../../model/finding.ts";
import type { LineageBlock } from "../../model/lineage.ts";
import type { Run } from "../../model/run.ts";
import { planStream } from "../../quality/index.ts";
import { blockLabel, planRun } from "../../runner/plan.ts";
import type { Store } from "../../store/index.ts";
import { mergeFindings } from "../documents/finding-document.ts";
import { heldFindings } from "../held-findings.ts";
import { plannedBlocks } from "../lineage/planned-blocks.ts";
import { lineageFact, placesOf } from "../lineage/run-lineage.ts";
import type { OpenedProject } from "../open-project.ts";
import { checkSettings } from "../quality/check-settings.ts";
import { type BlockSights, streamAccounts } from "./stream-accounts.ts";

/** A block as the plan of a run has it. */
interface NamedBlock {
  readonly label: string;
  readonly tap: string | null;
  readonly plugins: readonly string[];
}

/** A run that begins: which blocks it has, and nothing of them yet. */
export function beginningAccount(
  project: OpenedProject,
  run: Run,
  surroundings: RunSurroundings,
): RunAccount {
  const blocks = plannedNames(project, run).map(
    ({ label }): BlockAccount => ({ label, startedAt: null, end: null, streams: [] }),
  );
  return { run, surroundings, dossier: null, blocks };
}

/** A run that is over, with all that the store has of it. */
export async function endedAccount(
  project: OpenedProject,
  store: Store,
  { run, surroundings }: Pick<RunAccount, "run" | "surroundings">,
): Promise<RunAccount> {
  const { runId } = run;
  const lineage = await lineageBlocks(project, store, run);
  const planned = plannedNames(project, run);
  const named = planned.length > 0 ? planned : lineage.map(nameOf);
  const loads = named.map(({ tap }, at) =>
    tap === null ? null : named.slice(0, at).filter((one) => one.tap !== null).length,
  );
  const all = await store.blocks.ofRun(runId);
  const places = placesOf(plannedBlocks(project.project, run, all), all);
  const mappers = loads.map((load) =>
    all.filter(({ blockId }) => load !== null && places.get(blockId) === load),
  );
  const ends = blockEnds(
    named.map(({ plugins }, at) => ({ plugins, mappers: mappers[at] ?? [] })),
    run,
    await store.runs.plugins(runId),
  );
  const sights = await readSights(project, store, run);
  const blocks = named.map(({ label }, at): BlockAccount => {
    const block = lineage[loads[at] ?? -1];
    const ids = new Set((mappers[at] ?? []).map(({ blockId }) => blockId));
    const streams = block === undefined ? [] : streamAccounts(block, sights(ids, block.tap));
    return { label, ...(ends[at] ?? { startedAt: null, end: null }), streams };
  });
  return { run, surroundings, dossier: await store.accounts.dossier(runId), blocks };
}

/** What the run read and wrote, as it was recorded; by what is known now where it was not yet. */
async function lineageBlocks(
  project: OpenedProject,
  store: Store,
  run: Run,
): Promise<readonly LineageBlock[]> {
  const recorded = await store.lineage.ofRun(run.runId);
  const fact = recorded.length > 0 ? null : await lineageFact(project, store, run);
  const blocks = fact?.kind === "lineage" ? fact.lineage.blocks : recorded;
  // A run whose blocks nobody knows is remembered with one without names.
  return blocks.filter(({ tap }) => tap !== "");
}

/** A run that only Meltano or a mapper told of has no tasks: its blocks are those of its lineage. */
function plannedNames({ project }: OpenedProject, { tasks }: Run): NamedBlock[] {
  const names = tasks.flatMap((task) => task.split(/\s+/).filter(Boolean));
  return planRun(names, project).blocks.map((block) =>
    block.kind === "extract_load"
      ? { label: blockLabel(block), tap: block.tap, plugins: [block.tap, block.target] }
      : { label: blockLabel(block), tap: null, plugins: [block.plugin] },
  );
}

function nameOf({ tap, target }: LineageBlock): NamedBlock {
  return { label: `${tap}-to-${target}`, tap, plugins: [tap, target] };
}

/** What the store has of a run's streams, to be looked at by block. */
async function readSights(project: OpenedProject, store: Store, run: Run) {
  const { runId } = run;
  const claims = await store.runs.claims(runId);
  const measures = await store.openlineage.measures(runId);
  const states = await store.openlineage.lastStates(runId);
  const schemas = (await store.lineage.sights(runId)).filter(({ schema }) => schema !== null);
  const findings = await heldFindings(store, runId);
  const passed = await store.findings.passed(runId);
  const plainValues = project.config.settings.samples.values === "plain";
  const checks = checkSettings(project);
  return (blocks: ReadonlySet<string>, tap: string): BlockSights => {
    const isOurs = ({ blockId }: { readonly blockId: string }): boolean => blocks.has(blockId);
    return {
      ...{ run, claims, passed, plainValues },
      entries: (stream) => planStream(checks, stream, tap).entries,
      measures: measures.filter(isOurs),
      states: states.filter(isOurs),
      schemas: schemas.filter(isOurs),
      findings: mergeFindings(findings.filter(isOurs).map(({ finding }): Finding => finding)),
    };
  };
}
