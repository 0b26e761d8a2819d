import { backward } from "./backward.ts";
import { forward } from "./forward.ts";
import type { MappingRules } from "./mapped-stream.ts";
import { readStreamMaps } from "./stream-map-entries.ts";

/**
 * The SDK's `stream_maps` with `flattening_*`, as `singer_sdk.mapper` applies them, of a mapping or of a tap or target.
 * `name` is whose they are.
 */
export function streamMapRules(name: string, config: Readonly<Record<string, unknown>>): MappingRules {
  const maps = readStreamMaps(name, config);
  return {
    forward: (stream) => forward(maps, stream),
    backward: (stream) => backward(maps, stream),
  };
}
