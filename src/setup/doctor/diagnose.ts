import { checkConfig } from "./check-config.ts";
import { checkCoverage } from "./check-coverage.ts";
import { checkDefinitions } from "./check-definitions.ts";
import { checkPrograms } from "./check-programs.ts";
import { checkStore } from "./check-store.ts";
import { checkTelling } from "./check-telling.ts";
import type { SetupFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** What is right and wrong with a set-up, in the order in which one would repair it. `version` is ours. */
export function diagnose(facts: SetupFacts, version: string): Finding[] {
  return [
    ...checkPrograms(facts),
    ...checkDefinitions(facts, version),
    ...checkCoverage(facts),
    ...checkConfig(facts),
    ...checkStore(facts),
    ...checkTelling(facts),
  ];
}

/** Whether the findings are bad enough for `--fail-on`. What is not known is never good enough for `warning`. */
export function isFailure(findings: readonly Finding[], failOn: "warning" | "error"): boolean {
  return findings.some(({ status }) => (failOn === "error" ? status === "problem" : status !== "ok"));
}
