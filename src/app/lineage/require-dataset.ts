import { findDataset } from "../../audit/lineage/index.ts";
import { UsageError } from "../../lib/errors.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import type { LineageNode } from "../../model/lineage.ts";
import { notFound } from "../find-run.ts";

const mostNamed = 5;
const longestShown = 200;

/** The dataset that a person means. Raises `NOT_FOUND` with near names, or `AMBIGUOUS_ID` with those that it could be. */
export function requireDataset(nodes: readonly LineageNode[], word: string): LineageNode {
  const found = findDataset(nodes, word);
  if ("node" in found) return found.node;
  if ("several" in found)
    throw new UsageError({
      code: "AMBIGUOUS_ID",
      what: `More than one dataset is called ${shown(word)}.`,
      why: `It could be ${named(found.several.map(({ namespace, name }) => `${namespace}/${name}`))}.`,
      whatToDo: "Give more of its name, or its id from `pitchpipe lineage show --json`.",
    });
  if (nodes.length === 0)
    throw notFound("No lineage has been recorded yet.", "Run a job, then do `pitchpipe tick`.");
  throw notFound(
    `No dataset is called ${shown(word)}.`,
    found.near.length === 0
      ? "See all of them with `pitchpipe lineage show`."
      : `Did you mean ${named(found.near)}? See all of them with \`pitchpipe lineage show\`.`,
  );
}

function named(names: readonly string[]): string {
  const some = names.slice(0, mostNamed).map(shown).join(", ");
  return names.length > mostNamed ? `${some} or ${names.length - mostNamed} more` : some;
}

function shown(text: string): string {
  const clean = stripControl(text).replaceAll(/\s+/g, " ");
  return clean.length > longestShown ? `${clean.slice(0, longestShown)}…` : clean;
}
