import { expressionVariables } from "../alerts/rules/settings.ts";
import { readMatcher } from "../alerts/settings.ts";
import { parseCelCondition } from "../lib/cel-condition.ts";
import { cronProblem } from "../lib/cron.ts";
import { linearRegex } from "../lib/linear-regex.ts";
import type { Finding } from "./messages.ts";
import { ruleFinding as finding } from "./rule-channels.ts";
import type { Settings } from "./schema.ts";

/** What is wrong with rules and SLA entries that only their engines know: expressions and cron lines. */
export function checkRules({ rules, sla }: Settings): Finding[] {
  return [
    ...rules.flatMap(({ matchers }, at) => matchers.flatMap((text, place) => checkMatcher(text, at, place))),
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

/** Labels are those of the samples, which may be the user's own: any name may be right. */
function checkMatcher(text: string, at: number, place: number): Finding[] {
  const read = readMatcher(text);
  if (typeof read === "string" || !read.operator.endsWith("~")) return [];
  const regex = linearRegex(read.value);
  if (typeof regex !== "string") return [];
  const message = `rules[${at}].matchers[${place}] has a regular expression that does not compile: ${regex}.`;
  return [{ path: ["rules", at, "matchers", place], what: "value", message, hint: null }];
}

const expressionHint = 'CEL over the values of the window, such as "p95 > 2.0 * p50 && count >= 10.0".';
