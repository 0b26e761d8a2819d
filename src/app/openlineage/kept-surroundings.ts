import type { RunSurroundings } from "../../audit/openlineage/account.ts";
import { mapOf, textsOf } from "../../audit/openlineage/client-document.ts";
import type { RunName } from "../../audit/openlineage/parent-run.ts";

/** Under what a run began, as its START event has it: whoever ends a run may run elsewhere, and later. */
export function keptSurroundings(startBody: string, fallback: RunSurroundings): RunSurroundings {
  const event = mapOf(JSON.parse(startBody));
  const [run, job] = [mapOf(mapOf(event["run"])["facets"]), mapOf(event["job"])];
  const jobFacets = mapOf(job["facets"]);
  const parent = mapOf(run["parent"]);
  const named = nameIn(parent);
  return {
    ...fallback,
    namespace: textIn(job, "namespace") ?? fallback.namespace,
    parent: named && { ...named, root: nameIn(mapOf(parent["root"])) },
    nominalTime: nominalIn(mapOf(run["nominalTime"])),
    source: sourceIn(mapOf(jobFacets["sourceCodeLocation"])),
    meltanoVersion: textIn(mapOf(run["processing_engine"]), "version"),
    environmentVariables: listed(mapOf(run["environmentVariables"])["environmentVariables"], "name"),
    jobTags: listed(mapOf(jobFacets["tags"])["tags"], "key"),
    runTags: listed(usersTags(mapOf(run["tags"])["tags"]), "key"),
  };
}

type Map = ReturnType<typeof mapOf>;

function textIn(map: Map, key: string): string | null {
  const value = map[key];
  return typeof value === "string" ? value : null;
}

function nameIn(facet: Map): RunName | null {
  const runId = textIn(mapOf(facet["run"]), "runId");
  const [namespace, name] = [textIn(mapOf(facet["job"]), "namespace"), textIn(mapOf(facet["job"]), "name")];
  return runId === null || namespace === null || name === null ? null : { runId, namespace, name };
}

function nominalIn(facet: Map): RunSurroundings["nominalTime"] {
  const [start, end] = [textIn(facet, "nominalStartTime"), textIn(facet, "nominalEndTime")];
  return start === null ? null : { start: Date.parse(start), end: end === null ? null : Date.parse(end) };
}

function sourceIn(facet: Map): RunSurroundings["source"] {
  const { url, repoUrl, path, version, branch } = textsOf(facet);
  if (url === undefined || repoUrl === undefined || path === undefined || version === undefined) return null;
  return { url, repoUrl, path, version, branch: branch ?? null };
}

/** Ours are made anew of the run. */
function usersTags(tags: unknown): unknown[] {
  return Array.isArray(tags) ? tags.filter((tag: unknown) => mapOf(tag)["source"] === "USER") : [];
}

function listed(list: unknown, key: "name" | "key"): Record<string, string> {
  const entries = (Array.isArray(list) ? list : []).map((item: unknown) => textsOf(item));
  return Object.fromEntries(entries.map((entry) => [entry[key] ?? "", entry["value"] ?? ""]));
}
