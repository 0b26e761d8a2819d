import type { OwnWords } from "../../channels/index.ts";
import type { Alert, Notification } from "../../model/alert.ts";

export const drillTitle = "DRILL: ";

/** Ends every message: whoever reads only the last line knows it too. */
const lastLine =
  "This is a drill (`pitchpipe drill`): nothing is wrong, nothing is to be done. Its run and alert are not kept.";

/** The same notification as everybody shall see it who gets it by mistake. */
export function markNotification(notification: Notification): Notification {
  return {
    ...notification,
    title: markTitle(notification.title),
    message: `${notification.message}\n${lastLine}`,
    alerts: notification.alerts.map(markAlert),
  };
}

/** A user's own template knows nothing of drills. */
export function markWords(words: OwnWords): OwnWords {
  const { title, subject, note } = words;
  return {
    ...words,
    title: title === null ? null : markTitle(title),
    subject: subject === null ? null : markTitle(subject),
    note: note === null ? lastLine : `${note}\n${lastLine}`,
  };
}

function markAlert(alert: Alert): Alert {
  return {
    ...alert,
    title: markTitle(alert.title),
    message: `${alert.message}\n${lastLine}`,
    labels: { ...alert.labels, drill: "true" },
  };
}

function markTitle(title: string): string {
  return title.startsWith(drillTitle) ? title : `${drillTitle}${title}`;
}
