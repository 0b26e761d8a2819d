import type { Alert, DeliveryAttempt, Notification } from "../../model/alert.ts";
import { markNotification } from "./mark.ts";
import type { Scene } from "./scenarios/scene.ts";
import type { Stage } from "./stage.ts";
import type { Evidence, Told } from "./verdict.ts";

/** Reads from the stage's store who was told what, and how that went. */
export async function gatherEvidence(stage: Stage, scene: Scene): Promise<Evidence> {
  const { store, project } = stage;
  const alert = scene.alertId === null ? null : await store.alerts.get(scene.alertId);
  const routing = alert === null ? null : routingOf(stage, alert);
  const destinations = routing?.destinations.filter(({ channel }) => channel !== scene.not) ?? [];
  const others = (routing?.untold ?? []).filter(({ channel }) => channel !== scene.not);
  const routes = new Map(destinations.map(({ channel, path }) => [channel, path]));
  const notifications = (await store.outbox.list({ limit: 10_000 })).toSorted(inOrder);
  const told: Told[] = [];
  for (const notification of notifications) {
    const attempt = (await store.outbox.attempts(notification.id)).at(-1) ?? null;
    told.push(
      toldBy(stage, { notification, attempt, scene, route: routes.get(notification.channel) ?? null }),
    );
  }
  return {
    alert,
    told,
    wanted: destinations.map(({ channel }) => channel),
    untold: alert === null ? [] : await whyUntold(stage, alert, others),
    hearsEnds: (channel) => project.config.settings.channels[channel]?.send_resolved ?? true,
    why: scene.why,
    nobody: scene.nobody ?? null,
  };
}

/** What was decided at one moment by the channels' names. */
function inOrder(a: Notification, b: Notification): number {
  return a.createdAt - b.createdAt || a.channel.localeCompare(b.channel, "en");
}

function routingOf({ alerting }: Stage, alert: Alert) {
  return alerting.engine.policyOf(alert.labels).routesFor(alert);
}

async function whyUntold(
  { store }: Stage,
  { id }: Alert,
  refused: readonly { readonly channel: string; readonly reason: string }[],
): Promise<string[]> {
  const events = await store.alerts.events(id);
  const held = events.flatMap(({ kind, note }) => (kind === "held" && note !== null ? [note] : []));
  return [...held, ...refused.map(({ channel, reason }) => `not told to ${channel}: ${reason}`)];
}

interface OneTold {
  readonly notification: Notification;
  readonly attempt: DeliveryAttempt | null;
  readonly scene: Scene;
  readonly route: string | null;
}

function toldBy({ project, send, words }: Stage, { notification, attempt, scene, route }: OneTold): Told {
  const { channel, kind, alertIds } = notification;
  const from = kind === "resolved" ? scene.overAt : scene.troubleAt;
  const endedAt = attempt?.endedAt ?? null;
  const type = project.config.settings.channels[channel]?.type ?? null;
  const { title, message } = wordsOf({ words }, notification, type);
  return {
    ...{ channel, kind, route },
    type,
    ...resultOf(notification, attempt, send),
    statusCode: attempt?.statusCode ?? null,
    vendorId: attempt?.vendorId ?? null,
    seconds: from === null || endedAt === null ? null : Math.max(0, endedAt - from) / 1000,
    latencySeconds: attempt === null || endedAt === null ? null : Math.max(0, endedAt - attempt.at) / 1000,
    ...{ title, message },
    recipients: attempt?.recipients ?? [],
    ofAlert: scene.alertId !== null && alertIds.includes(scene.alertId),
  };
}

/** What the message says: the user's own words where there are any. */
function wordsOf(
  { words }: Pick<Stage, "words">,
  notification: Notification,
  type: string | null,
): Pick<Told, "title" | "message"> {
  const marked = markNotification(notification);
  const own = type === null ? null : words(marked, { name: notification.channel, type });
  return {
    title: own?.title ?? marked.title,
    message: own?.text ? `${own.text}\n${own.note ?? ""}` : marked.message,
  };
}

function resultOf(
  { status, reason }: Notification,
  attempt: DeliveryAttempt | null,
  send: boolean,
): Pick<Told, "status" | "error"> {
  const error = attempt?.error ?? null;
  if (!send && status === "accepted") return { status: "not_sent", error: "not sent: dry run" };
  if (status === "accepted" || status === "delivered") return { status, error: null };
  return { status, error: error ?? reason ?? "not tried" };
}
