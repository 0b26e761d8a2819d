import { ConfigError } from "../../lib/errors.ts";
import { listOf, mapOf, textOf } from "../../meltano/document.ts";
import type { MeltanoProject } from "../../meltano/project.ts";
import { type StreamsSettings, streamsSettings } from "../../quality/settings.ts";
import { ourMappings } from "../../setup/our-mappings.ts";

/** What the mappings of our mapper say of streams; where several do, the later one wins. */
export function mappingStreams(project: MeltanoProject): StreamsSettings[] {
  const ours = new Set(ourMappings(project));
  const mappers = listOf(mapOf(project.document["plugins"])["mappers"]).map(mapOf);
  const mappings = mappers.flatMap(({ mappings: named }) => listOf(named).map(mapOf));
  return mappings.flatMap(({ name, config }) => {
    const given = mapOf(config)["streams"];
    return ours.has(textOf(name) ?? "") && given !== undefined ? [parsed(String(name), given)] : [];
  });
}

function parsed(mapping: string, given: unknown): StreamsSettings {
  const read = streamsSettings.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw wrongGate(`mapping ${mapping}: streams.${issue?.path.join(".")}: ${issue?.message}`);
}

export function wrongGate(why: string): ConfigError {
  return new ConfigError({
    code: "GATING_RULE_INVALID",
    what: "A rule that keeps rows back is wrong, so nothing is replayed.",
    why,
    whatToDo: "Mend it, see `pitchpipe config check`; then replay again.",
  });
}
