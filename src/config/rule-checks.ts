import { expressionVariables } from "../alerts/rules/settings.ts";
import { parseCelCondition } from "../lib/cel-condition.ts";
import { cronProblem } from "../lib/cron.ts";
import type { Finding } from "./messages.ts";
import { ruleFinding as finding } from "./rule-channels.ts";
import type { Settings } from "./schema.ts";

/** What is wrong with rules and SLA entries that only their engines know: expressions and cron lines. */
export function checkRules({ rules, sla }: Settings): Finding[] {
  return [
    ...rules.flatMap(({ expression }, at) => {
      const parsed = expression === undefined ? null : parseCelCondition(expression, expressionVariables);
      return typeof parsed === "string" ? [finding(["rules", at, "expression"], parsed, expressionHint)] : [];
    }),
    ...sla.flatMap(({ schedule }, at) => {
      const problem = schedule === undefined || schedule === "meltano" ? null : cronProblem(schedule);
      return problem === null ? [] : [finding(["sla", at, "schedule"], problem, null)];
    }),
  ];
}

const expressionHint = 'CEL over the values of the window, such as "p95 > 2.0 * p50 && count >= 10.0".';
