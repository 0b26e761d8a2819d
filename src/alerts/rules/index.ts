export { advance, quiet, type Step } from "./advance.ts";
export { type Aggregate, type Need, percentileOf, rankOf, type WindowData } from "./aggregate.ts";
export { defaultRules } from "./default-rules.ts";
export { type Reading, readWindow } from "./reading.ts";
export { aggregatesOf, needsOf, type Rule, type RuleSource, ruleOf } from "./rule.ts";
export {
  absentLabels,
  errorSignal,
  firingSignal,
  identityOf,
} from "./rule-signal.ts";
export { type RuleSettings, ruleSettings } from "./settings.ts";
export { type Suggestion, suggest } from "./suggest.ts";
