import type { AlertCommand } from "../../alerts/index.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Alert } from "../../model/alert.ts";
import type { Labels } from "../../model/labels.ts";
import { createAlerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { authorOf } from "./author.ts";
import { deliverForMs } from "./deliver-for.ts";
import { findAlert } from "./find-alert.ts";

/** What is to be done to an alert, without who does it. */
export type AlertVerb =
  | { readonly kind: "acknowledge" | "note" | "unsuppress" }
  | { readonly kind: "assign"; readonly to: string | null }
  | { readonly kind: "annotate"; readonly annotations: Labels }
  | { readonly kind: "resolve"; readonly falseAlarm: boolean }
  | { readonly kind: "suppress"; readonly until: number | "green" };

export interface ChangeRequest {
  /** An id, its start, or `latest`. */
  readonly id: string;
  readonly verb: AlertVerb;
  /** Who says so; else the user of this system, whom nobody has verified. */
  readonly by: string | null;
  readonly note: string | null;
}

/** Does something to an alert, tells whom it concerns, and answers it. Raises `USAGE` where it can't be done. */
export async function changeAlert(project: OpenedProject, request: ChangeRequest): Promise<Alert> {
  const store = await project.store();
  const { id } = await findAlert(store, request.id);
  const alerting = createAlerting(project);
  const command = commandOf(project, request);
  const now = project.clock.now();
  const acted = await store.transaction(async (tx) => {
    const done = await alerting.engine.act(tx, id, command, now);
    // What this sets free (an alert that explained others is over) is told with it.
    if (done !== null) await alerting.engine.advance(tx, now);
    return done;
  });
  if (acted === null) throw refusal(id, request.verb);
  await alerting.deliver(deliverForMs);
  return acted.alert;
}

/** What people write is redacted like everything else that may leave the host. */
function commandOf({ redactor }: OpenedProject, { verb, by, note }: ChangeRequest): AlertCommand {
  const person = { by: authorOf(by), note: note === null ? null : redactor.text(note) };
  if (verb.kind !== "annotate") return { ...verb, ...person };
  return { ...verb, ...person, annotations: redactor.json(verb.annotations) as Labels };
}

const notPossible: Readonly<Record<AlertVerb["kind"], string>> = {
  acknowledge: "is over: there is nothing to take in hand",
  note: "can't be noted on",
  unsuppress: "is not suppressed",
  assign: "can't be assigned",
  annotate: "can't be annotated",
  resolve: "is over already",
  suppress: "is over: there is nothing to keep quiet",
};

function refusal(id: string, { kind }: AlertVerb): UsageError {
  return new UsageError({
    code: "USAGE",
    what: `Alert ${shortId(id)} ${notPossible[kind]}.`,
    whatToDo: `See how it stands: \`pitchpipe alerts show ${shortId(id)}\`.`,
  });
}
