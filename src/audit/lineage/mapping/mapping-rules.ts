import type { MappingRules } from "./mapped-stream.ts";
import { transformFieldRules, unreadableRules } from "./other-rules.ts";
import { streamMapRules } from "./stream-maps.ts";

/** The rules of another mapper's mapping, told by what its config looks like and what the mapper is called. */
export function mappingRules(
  mapping: string,
  mapper: string,
  config: Readonly<Record<string, unknown>> | null,
): MappingRules {
  if (config === null) return unreadableRules(mapping);
  if ("transformations" in config || /transform-field/.test(mapper))
    return transformFieldRules(mapping, config);
  if ("stream_maps" in config || /map-transform/.test(mapper)) return streamMapRules(mapping, config);
  return unreadableRules(mapping);
}
