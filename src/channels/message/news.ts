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
    .map(oneLine)
    .filter((line) => line !== "" && !known.has(line) && !lasted.test(line))
    .filter((line) => !looks(line, ids) && !advises(line, advice))
    .map((line) => line.replace(/^News: /, ""));
}

/** How long it lasted stands with when it began. */
const lasted = /^It lasted [\d.]+ [a-z]+(?: \d+ [a-z])?\.$/;

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
