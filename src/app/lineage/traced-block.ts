import {
  type MappingRules,
  mappingRules,
  streamMapRules,
  type TracedBlock,
} from "../../audit/lineage/index.ts";
import {
  type MeltanoProject,
  mappingConfig,
  nestedSetting,
  ourMappings,
  type SettingsWhere,
} from "../../meltano/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { dataPlace, targetPlace } from "./data-place.ts";
import { maskRules } from "./mask-rules.ts";

/** A block of a run as far as it is known. */
export interface KnownBlock {
  readonly tap: string;
  readonly target: string;
  /** `null` where it is not known which mappings stood between. */
  readonly mappings: readonly string[] | null;
}

type Streams = OpenedProject["config"]["settings"]["streams"];

/** A block as lineage follows it: where it begins and ends, and what happens on both sides of our mapper. */
export function tracedBlock(
  { project, config }: Pick<OpenedProject, "project" | "config">,
  { tap, target, mappings }: KnownBlock,
  where: SettingsWhere,
): TracedBlock {
  const source = dataPlace(project, tap, where);
  const goal = targetPlace(project, target, source, where);
  const rules = (mappings ?? []).map((mapping) => ({
    isOurs: ourMappings(project).has(mapping),
    rules: rulesOf(project, mapping, { tap, where, streams: config.settings.streams }),
  }));
  const first = rules.findIndex(({ isOurs }) => isOurs);
  const at = first === -1 ? 0 : first;
  const unknown = mappings === null ? [mappingRules("a mapping of this block", "", null)] : [];
  return {
    tap: source,
    target: goal,
    before: [ownMaps(source.plugin, source.settings), ...rules.slice(0, at).map((one) => one.rules)],
    after: [...unknown, ...rules.slice(at).map((one) => one.rules), ownMaps(goal.plugin, goal.settings)],
  };
}

interface RuleScope {
  readonly tap: string;
  readonly where: SettingsWhere;
  readonly streams: Streams;
}

function rulesOf(project: MeltanoProject, mapping: string, { tap, where, streams }: RuleScope): MappingRules {
  const found = mappingConfig(project, mapping, where);
  if (found === null || !ourMappings(project).has(mapping))
    return mappingRules(mapping, found?.mapper ?? "", found?.config ?? null);
  return maskRules(mapping, tap, { ofFile: streams, written: found.config["streams"] });
}

/** `stream_maps` and flattening that the SDK applies in a tap or target itself. */
function ownMaps(plugin: string, settings: ReadonlyMap<string, unknown> | null): MappingRules {
  const config: Record<string, unknown> = { stream_maps: nestedSetting(settings, "stream_maps") };
  for (const [name, value] of settings ?? []) if (name.startsWith("flattening_")) config[name] = value;
  return streamMapRules(plugin, config);
}
