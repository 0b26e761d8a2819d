import { userInfo } from "node:os";
import { acknowledge } from "../../alerts/index.ts";
import { UsageError } from "../../lib/errors.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Alert } from "../../model/alert.ts";
import type { OpenedProject } from "../open-project.ts";
import { findAlert } from "./find-alert.ts";

export interface AcknowledgeRequest {
  readonly id: string;
  /** Who says so; else the user of this system, whom nobody has verified. */
  readonly by: string | null;
  readonly note: string | null;
}

/** Takes an alert in hand and answers it. Raises `USAGE` for one that is over. */
export async function acknowledgeAlert(project: OpenedProject, request: AcknowledgeRequest): Promise<Alert> {
  const store = await project.store();
  const { id } = await findAlert(store, request.id);
  const by = request.by ?? `${userInfo().username} (unverified)`;
  return store.transaction(async (tx) => {
    const current = await tx.alerts.get(id);
    const done = current && acknowledge(current, { at: project.clock.now(), by, note: request.note });
    if (!done)
      throw new UsageError({
        code: "USAGE",
        what: `Alert ${shortId(id)} is over: there is nothing to take in hand.`,
      });
    await tx.alerts.save(done.alert);
    await tx.alerts.appendEvent(done.event);
    return done.alert;
  });
}
