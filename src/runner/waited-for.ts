import type { RunEvidence } from "./evidence.ts";

/** A pipe that stood for less than that says nothing of who held it. */
const leastMs = 1_000;

/** Who waited for so much of the time was not merely slow. */
const mostly = 0.8;

/** The plugin that a run waited for. */
export interface Waited {
  readonly plugin: string;
  /** Of the time that its block ran, 0–100. */
  readonly percent: number;
}

/** Whom the pipe waited for while a run stood still, by what the mapper measured; `null` where nobody can say. */
export function waitedFor({
  mapperBlocks,
  plan,
  log,
}: Pick<RunEvidence, "mapperBlocks" | "plan" | "log">): Waited | null {
  const last = mapperBlocks?.at(-1);
  const block = plan.blocks[log.blocks.length];
  if (last === undefined || last.sawEof || block?.kind !== "extract_load") return null;
  const sides = [
    { plugin: block.tap, ms: last.waitingForTapMs },
    { plugin: block.target, ms: last.waitingForTargetMs },
  ];
  const all = last.waitingForTapMs + last.waitingForTargetMs + last.ownWorkMs;
  const held = sides.find(({ ms }) => all >= leastMs && ms / all >= mostly);
  return held === undefined ? null : { plugin: held.plugin, percent: Math.floor((held.ms / all) * 100) };
}
