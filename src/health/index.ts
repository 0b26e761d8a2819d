export { degraded, type HealthCheck, healthy, type Outcome, unhealthy, unknown } from "./contract.ts";
export { isDue } from "./due.ts";
export type { HealthEffects, ProgramEnd, ProjectProbes } from "./effects.ts";
export {
  type Blame,
  blame,
  type Dependencies,
  findCycle,
  overall,
  withDependencies,
} from "./graph.ts";
export { createCheck } from "./registry.ts";
export { runChecks } from "./run-checks.ts";
export { nextState } from "./streaks.ts";
