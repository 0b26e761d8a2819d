import { streamFaults } from "../quality/settings.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import { type Path, pathText } from "./walk.ts";

/** What contradicts itself in `streams`. An entry with an error is not used. */
export function checkStreams({ streams }: Pick<Settings, "streams">): Finding[] {
  return streamFaults(streams).map(({ path, severity, message, hint }) => {
    const at: Path = ["streams", ...path];
    return { path: at, what: "value", severity, message: `${pathText(at)} ${message}.`, hint };
  });
}
