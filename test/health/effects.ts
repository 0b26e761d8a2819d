import { lookup } from "node:dns";
import { isForbidden } from "../../src/channels/address-guard.ts";
import { createCheck, type HealthEffects, runChecks } from "../../src/health/index.ts";
import { type HealthSettings, healthCheckSettings } from "../../src/health/settings.ts";
import type { HealthResult } from "../../src/model/health.ts";

const notHere = async (): Promise<never> => {
  throw new Error("no project here");
};

/** The real world without a project around it. */
export function testEffects(more: Partial<HealthEffects> = {}): HealthEffects {
  return {
    clock: { now: () => Date.now() },
    elapsed: () => performance.now(),
    env: {},
    lookup,
    isForbidden,
    loadDriver: (name) => import(name),
    runProgram: notHere,
    project: { store: notHere, channel: notHere, meltano: notHere },
    ...more,
  };
}

/** What a check with these settings shows. */
export async function look(
  settings: object,
  effects: Partial<HealthEffects> = {},
  others: Readonly<Record<string, object>> = {},
): Promise<HealthResult> {
  const all: HealthSettings = Object.fromEntries(
    Object.entries(others).map(([name, one]) => [name, healthCheckSettings.parse(one)]),
  );
  const world = testEffects(effects);
  const check = createCheck("under-test", healthCheckSettings.parse(settings), { all, effects: world });
  const [result] = await runChecks([check], { ...world, redact: (outcome) => outcome });
  if (result === undefined) throw new Error("A check gave no result.");
  return result;
}
