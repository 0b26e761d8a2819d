import { nearest } from "../lib/nearest.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import type { Path } from "./walk.ts";

/** Rules and SLA entries name channels that are there, as they stand in the file. */
export function checkRuleChannels({ rules, sla }: Settings, channels: readonly string[]): Finding[] {
  const named = [
    ...rules.map(({ channel }, at) => ({ channel, path: ["rules", at, "channel"] as const })),
    ...sla.map(({ channel }, at) => ({ channel, path: ["sla", at, "channel"] as const })),
  ];
  return named.flatMap(({ channel, path }) => {
    if (channel === undefined || channels.includes(channel)) return [];
    const meant = nearest(channel, channels);
    const known = channels.length === 0 ? "There are no channels yet." : `There are: ${channels.join(", ")}.`;
    const message = `names the channel ${JSON.stringify(channel)}, which is not among channels`;
    return [ruleFinding(path, message, meant === null ? known : `Did you mean ${meant}?`)];
  });
}

/** What is wrong with one key of one entry. */
export function ruleFinding(path: Path, message: string, hint: string | null): Finding {
  const [list = "", at = 0, key = ""] = path;
  return { path, what: "value", message: `${list}[${at}].${key} ${message}.`, hint };
}
