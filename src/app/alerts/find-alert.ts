import type { Alert } from "../../model/alert.ts";
import type { Store } from "../../store/index.ts";
import { byPrefix, notFound, pickOne } from "../find-run.ts";

/** The alert that a person means by `latest` or by the start of its id (at least four characters). */
export async function findAlert(store: Store, id: string): Promise<Alert> {
  if (id === "latest") {
    const [latest] = await store.alerts.list({ limit: 1 });
    if (latest) return latest;
    throw notFound("There is no alert yet.", "Send one: `pitchpipe alerts send --title test`.");
  }
  return pickOne(await byPrefix(id, (prefix) => store.alerts.findByPrefix(prefix)), "alert", id);
}
