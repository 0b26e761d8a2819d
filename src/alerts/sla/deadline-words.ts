import { ordinal } from "../../lib/ordinal.ts";
import type { Run } from "../../model/run.ts";
import type { SlaEntry } from "./entry.ts";
import { localTime } from "./words.ts";

export function nothingCame(
  { job, zone, expects }: SlaEntry,
  missed: number,
  { first, last }: { readonly first: number; readonly last: number },
): string {
  const word = expects.kind === "schedule" ? "at" : "by";
  return missed === 1
    ? `No run of ${job} came; it was due ${word} ${localTime(last, zone)}.`
    : `${missed} runs of ${job} did not come, the first was due at ${localTime(first, zone)}, the last at ${localTime(last, zone)}.`;
}

export function cameLate(
  { job, zone, expects }: SlaEntry,
  missed: number,
  { first, last, seen }: { readonly first: number; readonly last: number; readonly seen: Run },
): string {
  const what = expects.kind === "schedule" ? "begin at" : "succeed by";
  const times =
    missed === 1
      ? ""
      : ` It is the ${ordinal(missed)} time in a row, the first was due at ${localTime(first, zone)}.`;
  return `${job} did not ${what} ${localTime(last, zone)}: ${fateOf(seen, zone)}.${times}`;
}

function fateOf({ status, startedAt }: Run, zone: string): string {
  if (status === "running") return `its run of ${localTime(startedAt, zone)} still goes on`;
  if (status === "not_started") return `its run of ${localTime(startedAt, zone)} was not started`;
  return status === "success"
    ? `its run of ${localTime(startedAt, zone)} came too late`
    : `its run of ${localTime(startedAt, zone)} ended as ${status}`;
}
