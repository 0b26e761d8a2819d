import type { Alert } from "../model/alert.ts";
import { type Acted, type AlertCommand, changeAlert } from "./commands.ts";
import { Desk } from "./desk.ts";
import { tellEnds } from "./ends.ts";
import type { EngineContext } from "./engine.ts";
import { inhibits } from "./inhibition.ts";
import { loadAlerts, loadTelling } from "./load-desk.ts";
import type { AlertTransaction } from "./ports.ts";
import { matchable } from "./route.ts";
import { writeDesk } from "./write-desk.ts";

export type { Acted, AlertCommand } from "./commands.ts";

/** Does to an alert what a person asks, with its history and who is told of it, in the caller's transaction. */
export async function act(
  tx: AlertTransaction,
  { alertId, command }: { readonly alertId: string; readonly command: AlertCommand },
  context: EngineContext,
): Promise<Acted | null> {
  const desk = new Desk();
  await loadAlerts(tx, desk, [alertId]);
  const alert = desk.alerts.get(alertId);
  if (alert === undefined) return null;
  await loadTelling(tx, desk, [{ alert, destinations: [] }], context);
  const done = changeAlert(desk, alert, command, context);
  if (done === null) return null;
  if (isOver(done) && !isOver(alert)) {
    desk.dropInhibitors(alert.id, inhibits(context.policyOf(alert.labels).rules, matchable(alert)));
    const text =
      command.kind === "resolve" ? (command.note ?? `${command.by} says it is over.`) : "It was closed.";
    tellEnds(desk, [{ alert: done, text, by: command.by }], context);
  }
  const { events, notifications } = desk.changes();
  await writeDesk(tx, desk, context.now);
  return { alert: desk.alerts.get(alertId) ?? done, events, notifications };
}

function isOver({ status }: Alert): boolean {
  return status === "resolved" || status === "expired";
}
