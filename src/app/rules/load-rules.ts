import {
  defaultRules,
  type Rule,
  type RuleSettings,
  type RuleSource,
  ruleOf,
  ruleSettings,
} from "../../alerts/rules/index.ts";
import type { StoredRule } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";

/** A rule of the project, whether it is looked at or not. */
export interface ListedRule {
  readonly name: string;
  readonly source: RuleSource;
  readonly enabled: boolean;
  /** `null` where it only says that it is switched off, or can't be read any more. */
  readonly rule: Rule | null;
}

/**
 * The rules of a project: of the file, stored ones, and the defaults; of one name the first of these counts, so that an
 * entry of the file changes a default or switches it off.
 */
export function listRules(
  { config }: Pick<OpenedProject, "config">,
  stored: readonly StoredRule[],
): ListedRule[] {
  const { rules, defaults } = config.settings;
  const all = [
    ...rules.map((settings) => listed(settings, "file")),
    ...stored.map(ofStore),
    ...defaultRules.map((settings) => {
      const rule = listed(settings, "default");
      return defaults.rules ? rule : { ...rule, enabled: false };
    }),
  ];
  const byName = new Map<string, ListedRule>();
  for (const rule of all) if (!byName.has(rule.name)) byName.set(rule.name, rule);
  return [...byName.values()];
}

function listed(settings: RuleSettings, source: RuleSource): ListedRule {
  const rule = ruleOf(settings, source);
  return { name: settings.name, source, enabled: settings.enabled && rule !== null, rule };
}

/** A stored rule was checked when it was stored; one that a newer version wrote may not be readable here. */
function ofStore({ name, rule }: StoredRule): ListedRule {
  const parsed = ruleSettings.safeParse(rule);
  if (!parsed.success) return { name, source: "stored", enabled: false, rule: null };
  return listed({ ...parsed.data, name }, "stored");
}
