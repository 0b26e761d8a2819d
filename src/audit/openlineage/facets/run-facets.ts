import { toTimestamp } from "../../../lib/clock.ts";
import { version } from "../../../lib/version.ts";
import type { Dossier } from "../../../model/dossier.ts";
import type { Run } from "../../../model/run.ts";
import type { RunSurroundings } from "../account.ts";
import { type Facet, type Facets, facet, facets, type JsonMap, known } from "../facet.ts";
import type { RunName } from "../parent-run.ts";

/** What holds for a run from its beginning on. */
export function surroundingFacets(run: Run, surroundings: RunSurroundings): Facets {
  const { nominalTime, parent, meltanoVersion } = surroundings;
  return facets({
    nominalTime:
      nominalTime &&
      facet("nominalTime", {
        nominalStartTime: toTimestamp(nominalTime.start),
        ...known({ nominalEndTime: toTimestamp(nominalTime.end) }),
      }),
    parent: parent && parentFacet(parent, parent.root),
    // The version is not optional, and Meltano's is not always known.
    processing_engine:
      meltanoVersion === null
        ? null
        : facet("processing_engine", {
            ...{ version: meltanoVersion, name: "meltano", openlineageAdapterVersion: version },
          }),
    environmentVariables: variablesFacet(surroundings),
    tags: tagsFacet(run, surroundings),
  });
}

/** The run that a run belongs to. */
export function parentFacet(parent: RunName, root: RunName | null): Facet {
  return facet("parent", { ...runName(parent), ...(root === null ? {} : { root: runName(root) }) });
}

function runName({ runId, namespace, name }: RunName): JsonMap {
  return { run: { runId }, job: { namespace, name } };
}

function variablesFacet({ environmentVariables }: RunSurroundings): Facet | null {
  const list = Object.entries(environmentVariables).map(([name, value]) => ({ name, value }));
  return list.length === 0 ? null : facet("environmentVariables", { environmentVariables: list });
}

/** A user's own tag wins over one of ours, as in OpenLineage's client. */
function tagsFacet({ environment, labels, trigger }: Run, { runTags }: RunSurroundings): Facet | null {
  const ours = { ...labels, ...(environment === "" ? {} : { environment }), ...(trigger ? { trigger } : {}) };
  const theirs = new Set(Object.keys(runTags).map((key) => key.toLowerCase()));
  const tags = [
    ...tagList(
      Object.fromEntries(Object.entries(ours).filter(([key]) => !theirs.has(key.toLowerCase()))),
      "PITCHPIPE",
    ),
    ...tagList(runTags, "USER"),
  ];
  return tags.length === 0 ? null : facet("runTags", { tags });
}

export function tagList(tags: Readonly<Record<string, string>>, source: string) {
  return Object.entries(tags).map(([key, value]) => ({ key, value, source }));
}

/** The longest message that a server has to take. */
const longest = 4_000;

/** Why a run failed: the sentence for people, and the lines that say so. All of it is redacted before. */
export function errorFacet({ cause }: Run, dossier: Dossier | null): Facet | null {
  const message = dossier?.cause ?? cause;
  if (message === null) return null;
  const lines = (dossier?.evidence ?? []).map(({ plugin, line }) => `${plugin ?? "meltano"}: ${line}`);
  return facet("errorMessage", {
    message: message.slice(0, longest),
    // Meltano, which tells the failure, and its plugins are written in it.
    programmingLanguage: "python",
    ...(lines.length === 0 ? {} : { stackTrace: lines.join("\n").slice(0, longest) }),
  });
}
