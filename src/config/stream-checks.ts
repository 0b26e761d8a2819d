import type { SeenStream } from "../model/stream-history.ts";
import { type StreamFault, streamFaults, unknownNames } from "../quality/settings.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import { type Path, pathText } from "./walk.ts";

/** What contradicts itself in `streams`. An entry with an error is not used. */
export function checkStreams({ streams }: Pick<Settings, "streams">): Finding[] {
  return streamFaults(streams).map(findingOf);
}

/** Names in `streams` that fit nothing which came so far, as far as `strict` asks for them. */
export function checkNames(
  { streams, strict }: Pick<Settings, "streams" | "strict">,
  seen: readonly SeenStream[],
): Finding[] {
  return unknownNames(streams, strict, seen).map(findingOf);
}

function findingOf({ path, severity, message, hint }: StreamFault): Finding {
  const at: Path = ["streams", ...path];
  return { path: at, what: "value", severity, message: `${pathText(at)} ${message}.`, hint };
}
