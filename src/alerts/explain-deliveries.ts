import { formatDuration } from "../lib/duration.ts";
import type { DeliveryAttempt, Notification } from "../model/alert.ts";
import { type ExplainInput, type ExplainStep, when } from "./explain.ts";

/** Each message and every try to deliver it, with what the other side answered. */
export function explainDeliveries(input: ExplainInput): ExplainStep[] {
  const { notifications, channelStates } = input;
  const channels = new Set(notifications.map(({ notification }) => notification.channel));
  return [
    ...notifications.flatMap(({ notification, attempts }) => [
      notifyStep(notification, attempts),
      ...attempts.map((attempt) => attemptStep(notification, attempt)),
    ]),
    ...channelStates
      .filter(
        ({ channel, restsUntil }) => channels.has(channel) && restsUntil !== null && restsUntil > input.now,
      )
      .map(({ channel, restsUntil, failures, reason }): ExplainStep => {
        const why = reason === null ? "" : `: ${reason}`;
        return {
          step: "channel",
          outcome: "rests",
          reason: `Nothing is sent to ${channel} before ${when(restsUntil ?? 0)}, after ${failures} tries that failed${why}.`,
        };
      }),
  ];
}

function notifyStep(notification: Notification, attempts: readonly DeliveryAttempt[]): ExplainStep {
  const { channel, kind, status, reason, dueAt } = notification;
  const why = reason === null ? "" : `, ${reason}`;
  return {
    step: "notify",
    outcome: status,
    reason: `${channel}: ${kind}${why}. ${meaning(status, attempts, dueAt)}`,
  };
}

function meaning(
  status: Notification["status"],
  attempts: readonly DeliveryAttempt[],
  dueAt: number | null,
): string {
  const next = dueAt === null ? "" : ` Next try: ${when(dueAt)}.`;
  switch (status) {
    case "accepted":
      return "The other side took it.";
    case "delivered":
      return "It arrived, by the other side's own proof.";
    case "undelivered":
      return "The other side took it and could not deliver it.";
    case "pending":
      return attempts.length === 0
        ? `It was not tried yet.${next}`
        : `A try is under way, or its process died.${next}`;
    case "failed":
      return `It did not arrive yet.${next}`;
    case "dead":
      return "It will not be tried again by itself: `pitchpipe alerts deliveries retry` does.";
    case "suppressed":
      return "It was not sent, or not to its end.";
  }
}

function attemptStep({ channel }: Notification, attempt: DeliveryAttempt): ExplainStep {
  const { number, at, endedAt, statusCode, error, recipients } = attempt;
  const name = `${channel}, try ${number} at ${when(at)}`;
  if (endedAt === null)
    return { step: "attempt", outcome: "unknown", reason: `${name} began; how it ended is not known.` };
  const code = statusCode === null ? "" : ` answered ${statusCode}`;
  const took = ` after ${formatDuration(Math.max(0, endedAt - at))}`;
  const each = recipients.map(
    ({ to, status, error: why }) => ` ${to}: ${status}${why === null ? "" : ` (${why})`}.`,
  );
  return {
    step: "attempt",
    outcome: error === null ? "accepted" : "failed",
    reason: `${name}${code}${took}${error === null ? "" : `: ${error}`}.${each.join("")}`,
  };
}
