import { resolve } from "node:path";
import { notFound } from "../../app/find-run.ts";
import { captureEvidence } from "../../app/quality/capture-evidence.ts";
import { suggestionDocument } from "../../app/quality/quality-documents.ts";
import { storedEvidence } from "../../app/quality/stored-evidence.ts";
import { type Evidence, suggestChecks } from "../../app/quality/suggest.ts";
import { suggestionText } from "../../app/quality/suggestion-text.ts";
import { messageOf, UsageError } from "../../lib/errors.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import type { Asked } from "./quality.ts";

/** `quality suggest [STREAM] [--file CAPTURE]`. */
export async function suggest(cli: Cli, asked: Asked, stream: string | undefined): Promise<void> {
  const streams = [...(await evidenceOf(cli, asked, stream))].map(([name, evidence]) => ({
    stream: name,
    suggestions: suggestChecks(evidence),
  }));
  if (asked.options.json)
    return printJson(cli, {
      streams: streams.map((each) => ({ ...each, suggestions: each.suggestions.map(suggestionDocument) })),
    });
  for (const { stream: name, suggestions } of streams)
    cli.stdout.write(
      suggestions.length === 0
        ? `# ${name}: nothing to propose from fewer than a hundred records, or nothing that holds\n`
        : suggestionText(name, suggestions),
    );
}

async function evidenceOf(
  cli: Cli,
  { store, jobs, options }: Asked,
  stream: string | undefined,
): Promise<ReadonlyMap<string, Evidence>> {
  if (options.file !== undefined) return ofFile(resolve(cli.cwd, options.file), stream);
  if (stream === undefined)
    throw new UsageError({
      code: "USAGE",
      what: "Neither a stream nor a file was named.",
      whatToDo: "pitchpipe quality suggest STREAM, or --file CAPTURE.",
    });
  const evidence = await storedEvidence(store, jobs, stream);
  if (evidence === null)
    throw notFound(
      `No column metrics of a stream ${stream} are stored.`,
      "Run it once with `watch` between tap and target, or give a captured stream with --file.",
    );
  return new Map([[stream, evidence]]);
}

async function ofFile(file: string, stream: string | undefined): Promise<ReadonlyMap<string, Evidence>> {
  const all = await captureEvidence(file).catch((thrown: unknown) => {
    throw notFound(
      `${file} can't be read: ${messageOf(thrown)}`,
      "Give the path of a captured Singer stream.",
    );
  });
  if (stream === undefined) return all;
  const found = all.get(stream);
  if (found === undefined)
    throw notFound(`${file} has no stream ${stream}.`, `It has: ${[...all.keys()].join(", ") || "none"}.`);
  return new Map([[stream, found]]);
}
