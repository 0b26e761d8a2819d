import type pc from "picocolors";
import { shortId } from "../../lib/short-id.ts";
import { stripControl } from "../../lib/terminal-text.ts";

/** The parts of a dossier (design section 15) that people are shown. */
export interface DossierView {
  readonly role: string;
  readonly category: string;
  readonly confidence: number;
  readonly evidence: readonly { readonly line: string }[];
  readonly advice: readonly string[];
  readonly command: string | null;
  readonly repeated: number;
  readonly last_good_run_id: string | null;
  readonly changed: readonly {
    readonly what: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly impact: {
    readonly streams: readonly string[] | null;
    readonly records_since_bookmark: number | null;
  };
}

type Colors = ReturnType<typeof pc.createColors>;

const shownChanges = 8;

/** Why a run failed and what to do, a line each; nothing for a run that has no dossier. */
export function dossierLines(dossier: DossierView | null, colors: Colors): string[] {
  if (dossier === null) return [];
  const lines: [string, string][] = [
    ["kind", kindOf(dossier)],
    ...sayings(dossier).map((line): [string, string] => ["said", line]),
    ...dossier.advice.map((advice): [string, string] => ["do", advice]),
    ...(dossier.command === null ? [] : [["type", dossier.command] as [string, string]]),
    ...past(dossier),
    ...impact(dossier),
  ];
  return lines.map(([name, text]) => `  ${colors.dim(name.padEnd(5))} ${stripControl(text)}`);
}

function kindOf({ category, confidence, role }: DossierView): string {
  const sure = category === "unknown" ? "" : `, ${Math.round(confidence * 100)} % sure`;
  return `${category} (${role}${sure})`;
}

function sayings({ evidence }: DossierView): string[] {
  return evidence.slice(0, 1).map(({ line }) => line);
}

function past({ repeated, last_good_run_id: lastGood, changed }: DossierView): [string, string][] {
  const since = lastGood === null ? "no good run before is known" : `last good run ${shortId(lastGood)}`;
  const times = repeated === 1 ? "the first time in a row" : `${repeated} times in a row of the same cause`;
  const more = changed.length - shownChanges;
  return [
    ["past", `${times}; ${since}`],
    ...changed
      .slice(0, shownChanges)
      .map(({ what, before, after }): [string, string] => [
        "new",
        `${what}: ${before ?? "(not there)"} → ${after ?? "(not there)"}`,
      ]),
    ...(more > 0 ? [["new", `and ${more} more`] as [string, string]] : []),
  ];
}

function impact({ impact: { streams, records_since_bookmark: records } }: DossierView): [string, string][] {
  const missing = streams === null || streams.length === 0 ? [] : [`not loaded whole: ${streams.join(", ")}`];
  const again =
    records === null || records === 0
      ? []
      : [`${records.toLocaleString("en-US")} records after the last bookmark come again`];
  return [...missing, ...again].map((text): [string, string] => ["left", text]);
}
