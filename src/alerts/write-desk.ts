import type { Desk } from "./desk.ts";
import { isBlank } from "./flapping.ts";
import { ruleName } from "./inhibition.ts";
import type { AlertTransaction } from "./ports.ts";

/** Writes what changed on the desk, and nothing else. */
export async function writeDesk(tx: AlertTransaction, desk: Desk, now: number): Promise<void> {
  const changes = desk.changes();
  const { alerts, events, notifications, tellings, tellingsGone, inhibitors, inhibitorsGone } = changes;
  if (alerts.length > 0) await tx.alerts.saveAll(alerts);
  if (events.length > 0) await tx.alerts.appendEvents(events);
  if (notifications.length > 0) await tx.outbox.addAll(notifications);
  for (const { id, reason } of changes.withdrawn)
    await tx.outbox.settle(id, { status: "suppressed", reason, dueAt: null });
  if (tellingsGone.length > 0) await tx.tellings.remove(tellingsGone);
  if (tellings.length > 0) await tx.tellings.save(tellings);
  if (inhibitorsGone.length > 0) await tx.inhibitors.removeOf(inhibitorsGone);
  if (inhibitors.length > 0) await tx.inhibitors.add(inhibitors);
  for (const rule of new Set(changes.rulesWoken.map(ruleName)))
    await tx.tellings.wake({ kind: "inhibition", name: rule }, now);
  await writeMarks(tx, changes);
}

async function writeMarks(
  tx: AlertTransaction,
  { marks, marksGone }: ReturnType<Desk["changes"]>,
): Promise<void> {
  const blank = marks.filter(isBlank).map(({ fingerprint }) => fingerprint);
  const kept = marks.filter((mark) => !isBlank(mark));
  if (kept.length > 0) await tx.alertMarks.save(kept);
  if (marksGone.length + blank.length > 0) await tx.alertMarks.remove([...marksGone, ...blank]);
}
