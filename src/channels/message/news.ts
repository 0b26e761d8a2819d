import { shortId } from "../../lib/short-id.ts";
import type { Alert, Notification } from "../../model/alert.ts";
import { oneLine } from "./cut.ts";

/**
 * What a notification says that its alerts don't: how it ended, what changed, why somebody is told again. What the alerts
 * say, what to do and where to look has its own place in the message.
 */
export function newsOf({ message, alerts }: Pick<Notification, "message" | "alerts">): readonly string[] {
  const known = new Set(alerts.flatMap((alert) => alert.message.split("\n").map(oneLine)));
  const ids = alerts.flatMap(idsOf);
  const advice = alerts.flatMap(({ recommendations }) => recommendations.map(oneLine));
  return message
    .split("\n")
    .map((line) => oneLine(line).replace(lasted, ""))
    .filter((line) => line !== "" && !known.has(line) && !(alerts.length > 1 && lists(line, alerts)))
    .filter((line) => !looks(line, ids) && !advises(line, advice))
    .map(asSentence);
}

/** How long it lasted stands with when it began. */
const lasted = /^It lasted [\d.]+ [a-z]+(?: \d+ [a-z])?\.\s*/;

/** Several alerts have a list of their own. */
function lists(line: string, alerts: readonly Alert[]): boolean {
  const [, about] = /^(?:- |Also: )(.+)$/.exec(line) ?? [];
  if (about === undefined) return /^… and \d+ more\.$/.test(line);
  return alerts.some(({ title }) => about.startsWith(oneLine(title)));
}

/** The engine's reasons are parts of sentences; everything else begins as it was said, with names as they are. */
function asSentence(line: string): string {
  const [, reason, held] = /^(?:News: (.+)|(held back by .+):)$/.exec(line) ?? [];
  const said = reason ?? (held === undefined ? undefined : `${held}.`);
  return said === undefined ? line : `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

function idsOf({ id, runId }: Alert): string[] {
  return [id, ...(runId ? [runId] : [])].flatMap((one) => [one, shortId(one)]);
}

/** A command or link of ours: it holds an id of what it leads to. */
function looks(line: string, ids: readonly string[]): boolean {
  const leads = /^(?:\w+: )?pitchpipe \w/.test(line) || /^(?:\w+: )?https?:\/\/\S+$/.test(line);
  return leads && (/pitchpipe alerts list/.test(line) || ids.some((id) => line.includes(id)));
}

function advises(line: string, advice: readonly string[]): boolean {
  return advice.some((one) => line === one || line.endsWith(`: ${one}`));
}
