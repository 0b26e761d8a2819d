import type { Alert } from "../model/alert.ts";
import type { AlertTransaction } from "./ports.ts";

const pageSize = 500;

/** All open alerts, read in pages. */
export async function* openAlerts(tx: Pick<AlertTransaction, "alerts">): AsyncGenerator<Alert> {
  let after = "";
  for (;;) {
    const page = await tx.alerts.openPage({ after, limit: pageSize });
    yield* page;
    after = page.at(-1)?.id ?? after;
    if (page.length < pageSize) return;
  }
}
