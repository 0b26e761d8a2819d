import { type StoppingLine, stoppingLine } from "../../alerts/stopping-line.ts";
import type { Alert } from "../../model/alert.ts";
import type { AlertDocument } from "../../model/alert-document.ts";
import { readAlertDocument } from "../documents/alert-document.ts";
import type { OpenedProject } from "../open-project.ts";
import type { AlertVerb } from "./change-alert.ts";

/** The line of configuration that would have kept a false alarm from being told; `null` for any other verb. */
export function lineAgainst(alert: Alert, verb: AlertVerb): StoppingLine | null {
  return verb.kind === "resolve" && verb.falseAlarm ? stoppingLine(alert) : null;
}

/** An alert after a verb, as `--json` prints it: a false alarm also says what would have stopped it. */
export async function changedDocument(
  project: OpenedProject,
  alert: Alert,
  verb: AlertVerb,
): Promise<AlertDocument & { readonly would_have_stopped_it?: string }> {
  const store = await project.store();
  const current = (await store.alerts.get(alert.id)) ?? alert;
  const document = await readAlertDocument(store, current);
  const against = lineAgainst(alert, verb);
  return against === null ? document : { ...document, would_have_stopped_it: against.line };
}
