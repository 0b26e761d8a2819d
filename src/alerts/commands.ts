import type { Alert, AlertEvent, Notification } from "../model/alert.ts";
import type { Labels } from "../model/labels.ts";
import { unsuppress } from "./advance.ts";
import type { Desk } from "./desk.ts";
import type { EngineContext } from "./engine.ts";
import { blankMark, withDue } from "./flapping.ts";
import { resolve } from "./intake.ts";
import { nextTime } from "./next-time.ts";
import { noticeOf } from "./notice.ts";
import { channelsOf, isReached } from "./told-so-far.ts";

/** Who does it, and what he has to say. */
interface Person {
  readonly by: string;
  readonly note: string | null;
}

/** What people do to an alert. */
export type AlertCommand = Person &
  (
    | { readonly kind: "acknowledge" | "note" | "unsuppress" | "expire" }
    | { readonly kind: "assign"; readonly to: string | null }
    | { readonly kind: "annotate"; readonly annotations: Labels }
    | { readonly kind: "resolve"; readonly falseAlarm: boolean }
    /** `until` a time, or the next green run of its job. */
    | { readonly kind: "suppress"; readonly until: number | "green" }
  );

/** What came of it. */
export interface Acted {
  readonly alert: Alert;
  readonly events: readonly AlertEvent[];
  readonly notifications: readonly Notification[];
}

/** Notes and annotations, owners and false alarms can be put on what is over; the rest only on what is on. */
const alsoWhenOver: ReadonlySet<AlertCommand["kind"]> = new Set(["note", "annotate", "assign"]);

/** Changes the alert on the desk; `null` where that can't be done to it. */
export function changeAlert(
  desk: Desk,
  alert: Alert,
  command: AlertCommand,
  context: EngineContext,
): Alert | null {
  const over = alert.status === "resolved" || alert.status === "expired";
  const lateFalseAlarm = command.kind === "resolve" && command.falseAlarm;
  if (over && !alsoWhenOver.has(command.kind) && !lateFalseAlarm) return null;
  const add = (kind: string, note: string | null): void =>
    desk.addEvent({ alertId: alert.id, at: context.now, kind, by: command.by, note });
  switch (command.kind) {
    case "acknowledge":
      return acknowledge(desk, alert, command, context);
    case "assign":
      add("assigned", words(command.to === null ? "to nobody" : `to ${command.to}`, command.note));
      return saved(desk, { ...alert, assignedTo: command.to });
    case "note":
      add("noted", command.note);
      return alert;
    case "annotate":
      add("annotated", words(Object.keys(command.annotations).join(", "), command.note));
      return saved(desk, { ...alert, annotations: { ...alert.annotations, ...command.annotations } });
    case "resolve":
      if (command.falseAlarm) add("false_alarm", command.note);
      return over ? alert : resolve(desk, alert, context.now);
    case "suppress":
      return suppress(desk, alert, command, context);
    case "unsuppress":
      return liftSuppression(desk, alert, command, context);
    case "expire":
      return resolve(desk, alert, context.now, "expired");
  }
}

/** Somebody has it in hand: repeats and escalation stop, and those who were told hear who it is. */
function acknowledge(desk: Desk, alert: Alert, { by, note }: Person, context: EngineContext): Alert {
  const status = alert.status === "suppressed" ? "suppressed" : "acknowledged";
  const done = saved(desk, { ...alert, status, acknowledgedBy: by });
  desk.addEvent({ alertId: alert.id, at: context.now, kind: "acknowledged", by, note });
  for (const telling of desk.tellingsOf(alert.id))
    if (telling.step > 0 && telling.state === "waiting") desk.dropTelling(telling);
    else if (telling.state === "told") desk.saveTelling({ ...telling, dueAt: null });
  const records = desk.told.get(alert.id) ?? [];
  for (const channel of channelsOf(records).filter((name) => isReached(records, name)))
    tellOfHand(desk, done, channel, context);
  return done;
}

function tellOfHand(
  desk: Desk,
  alert: Alert,
  channel: string,
  { now, newId, policyOf }: EngineContext,
): void {
  const { channels, external_url: externalUrl } = policyOf(alert.labels).settings;
  if (channels[channel] === undefined) return;
  const createdAt = nextTime(desk, [alert], channel, now);
  const reason = `acknowledged by ${alert.acknowledgedBy}`;
  desk.addNotification(
    noticeOf({
      id: newId(),
      channel,
      kind: "acknowledged",
      reason,
      alerts: [alert],
      now,
      createdAt,
      externalUrl,
    }),
  );
}

function suppress(
  desk: Desk,
  alert: Alert,
  { by, note, until }: Extract<AlertCommand, { kind: "suppress" }>,
  { now, policyOf }: EngineContext,
): Alert {
  const green = until === "green";
  const mark = desk.markOf(alert.fingerprint) ?? blankMark(alert);
  const within = policyOf(alert.labels).flapping?.within ?? 0;
  const suppressed = { ...mark, suppressedUntil: green ? null : until, untilGreen: green };
  desk.saveMark(withDue(suppressed, within));
  const end = green ? "until the next green run" : `until ${new Date(until).toISOString()}`;
  desk.addEvent({ alertId: alert.id, at: now, kind: "suppressed", by, note: words(end, note) });
  return saved(desk, { ...alert, status: "suppressed" });
}

function liftSuppression(
  desk: Desk,
  alert: Alert,
  { by, note }: Person,
  { now }: EngineContext,
): Alert | null {
  if (alert.status !== "suppressed") return null;
  const mark = desk.markOf(alert.fingerprint);
  if (mark !== null) desk.saveMark({ ...mark, suppressedUntil: null, untilGreen: false });
  unsuppress(desk, alert, { now, by, note });
  return desk.alerts.get(alert.id) ?? alert;
}

function saved(desk: Desk, alert: Alert): Alert {
  desk.saveAlert(alert);
  return alert;
}

function words(what: string, note: string | null): string {
  return note === null || note === "" ? what : `${what}: ${note}`;
}
