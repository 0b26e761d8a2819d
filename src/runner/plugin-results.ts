import type { RunPlugin } from "../model/run.ts";
import { codeInText } from "./blame.ts";
import { mapperWentFirst, type RunEvidence } from "./evidence.ts";
import type { BlockResult } from "./log-event.ts";
import { targetThatLeft } from "./mapper-judgement.ts";
import type { PlannedBlock } from "./plan.ts";

/**
 * The plugins of a run with their exit codes, as far as they are known: 0 where Meltano calls the block a success, else
 * what it names. Where a mapper was killed Meltano's codes blame tap and target, and are not believed; where a target left
 * early Meltano ended the others, and does not say how.
 */
export function pluginResults(evidence: RunEvidence): RunPlugin[] {
  const codes = new Map<string, number>();
  if (!mapperWentFirst(evidence))
    for (const { result } of evidence.log.blocks) if (result !== null) collect(codes, result, evidence);
  return evidence.plan.plugins.map(({ name, role }) => ({
    name,
    role,
    exitCode: codes.get(name) ?? null,
    cpuSeconds: null,
    maxRssBytes: null,
  }));
}

function collect(codes: Map<string, number>, result: BlockResult, evidence: RunEvidence): void {
  const block = evidence.plan.blocks[result.setNumber ?? -1];
  if (block === undefined) return;
  const found = result.success ? allGood(block, evidence) : named(block, result);
  // A plugin that works in several blocks keeps its first bad code.
  for (const [plugin, code] of found) if (code !== null && !codes.get(plugin)) codes.set(plugin, code);
}

function allGood(block: PlannedBlock, evidence: RunEvidence): [string, number][] {
  const { plan } = evidence;
  if (block.kind === "command") return [[block.plugin, 0]];
  if (block.target === targetThatLeft(evidence)) return [[block.target, 0]];
  const mappers = plan.plugins.filter(({ role }) => role === "mapper").map(({ name }) => name);
  const ofBlock = block.mappings.length === 0 ? [] : mappers;
  return [block.tap, ...ofBlock, block.target].map((name) => [name, 0]);
}

function named(block: PlannedBlock, { exitCodes, error }: BlockResult): [string, number | null][] {
  if (block.kind === "command") return [[block.plugin, codeInText(error)]];
  return [[block.tap, exitCodes.tap], ...Object.entries(exitCodes.mappers), [block.target, exitCodes.target]];
}
