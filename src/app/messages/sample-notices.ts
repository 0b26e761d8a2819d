import { sampleNotification } from "../../alerts/index.ts";
import { noticeOf } from "../../alerts/notice.ts";
import { alertForKind, sampleAlert } from "../../channels/templates/samples.ts";
import type { Alert, Notification, NotificationKind } from "../../model/alert.ts";
import type { AlertType } from "../../model/signal.ts";

export interface NoticeQuestion {
  readonly kind: NotificationKind;
  /** What it is about, as it stands when the message is sent; at least one but for a test. */
  readonly alerts: readonly Alert[];
  readonly channel: string;
  readonly externalUrl: string | null;
  readonly now: number;
}

const sampleId = "d1e2f3a4-0000-4000-8000-000000000002";

/** A notification as the alert engine would make it, in its own words. */
export function noticeFor({ kind, alerts, channel, externalUrl, now }: NoticeQuestion): Notification {
  if (kind === "test") return testNotice(channel, now);
  return noticeOf({
    id: sampleId,
    channel,
    kind,
    alerts,
    now,
    reason: reasons[kind],
    ...(kind === "resolved" || kind === "recovered" ? { ending: endingOf(alerts) } : {}),
    ...(externalUrl === null ? {} : { externalUrl }),
  });
}

function testNotice(channel: string, now: number): Notification {
  const labels = { project: "shop", environment: "prod" };
  return sampleNotification(channel, { now, newId: () => sampleId, labels });
}

/** Why such a message is sent, as the engine says it. */
const reasons: Readonly<Record<NotificationKind, string>> = {
  firing: "first notification",
  resolved: "it was told here and is over",
  repeat: "repeat interval elapsed",
  escalation: "nobody has acknowledged it for 15 m 00 s",
  digest: "held back by the time interval nights",
  acknowledged: "acknowledged",
  recovered: "fired and recovered before anyone could be told",
  silence_ending: "the silence of ana (release) ends in 15 min and still matches",
  test: "a test of the channel",
};

function endingOf([alert]: readonly Alert[]): string {
  const job = alert?.labels["job"] ?? "";
  return job === "" ? "It is over." : `${job} succeeded.`;
}

/** Sample alerts of a type for a kind: two for a digest, which tells several. */
export function sampleAlertsFor(type: AlertType, kind: NotificationKind): Alert[] {
  const alert = alertForKind(sampleAlert(type), kind);
  if (kind !== "digest") return [alert];
  const other: AlertType = type === "pipeline_missed" ? "pipeline_failure" : "pipeline_missed";
  return [alert, { ...sampleAlert(other), id: "b2c3d4e5-0000-4000-8000-000000000003" }];
}
