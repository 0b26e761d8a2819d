import { shortId } from "../../lib/short-id.ts";
import type { Alert, NotificationKind } from "../../model/alert.ts";
import type { Look } from "./message.ts";

/** Kinds that somebody may want to take on. */
const takenOn: ReadonlySet<NotificationKind> = new Set(["firing", "repeat", "escalation", "silence_ending"]);

/** A longer one would leave no room for the facts. */
const longestUrl = 500;
const longestBase = 200;

/** Where to look, and how to acknowledge: links where there is an address, else commands; and the runbook. */
export function looksOf(
  kind: NotificationKind,
  alerts: readonly Alert[],
  externalUrl: string | null,
): readonly Look[] {
  const [alert] = alerts;
  if (alert === undefined || kind === "test") return [];
  const several = alerts.length > 1;
  const run = several || !alert.runId ? null : alert.runId;
  const base = externalUrl?.replace(/\/+$/, "") ?? null;
  const looks =
    base === null || base.length > longestBase
      ? commands(alert, { kind, several, run })
      : links(alert, { several, run }, base);
  return [...looks, ...(several ? [] : runbook(alert))];
}

interface Subject {
  readonly several: boolean;
  readonly run: string | null;
}

function commands(
  alert: Alert,
  { kind, several, run }: Subject & { readonly kind: NotificationKind },
): Look[] {
  if (several) return [command("Look", "pitchpipe alerts list")];
  const open = alert.status !== "resolved" && alert.status !== "expired";
  return [
    command("Look", `pitchpipe alerts show ${shortId(alert.id)}`),
    ...(run === null ? [] : [command("Run", `pitchpipe runs show ${shortId(run)}`)]),
    ...(open && takenOn.has(kind)
      ? [command("Acknowledge", `pitchpipe alerts ack ${shortId(alert.id)}`)]
      : []),
  ];
}

function links(alert: Alert, { several, run }: Subject, base: string): Look[] {
  if (several) return [{ kind: "link", text: "Open alerts", url: `${base}/alerts` }];
  return [
    { kind: "link", text: "Open alert", url: `${base}/alerts/${alert.id}` },
    ...(run === null ? [] : [{ kind: "link" as const, text: "Open run", url: `${base}/runs/${run}` }]),
  ];
}

function command(text: string, line: string): Look {
  return { kind: "command", text, command: line };
}

/** Only what a browser opens as a page becomes a link. */
function runbook({ annotations }: Alert): Look[] {
  const url = URL.parse(annotations["runbook"] ?? annotations["runbook_url"] ?? "");
  return url !== null && url.href.length <= longestUrl && ["http:", "https:"].includes(url.protocol)
    ? [{ kind: "link", text: "Runbook", url: url.href }]
    : [];
}
