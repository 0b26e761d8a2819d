import { type ExplainStep, explainAlert } from "../../alerts/explain.ts";
import { matchable, type Policy, silencesAt } from "../../alerts/index.ts";
import { inhibitedBy } from "../../alerts/inhibition.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Alert } from "../../model/alert.ts";
import { type NotificationDocument, notificationDocument } from "../../model/alert-document.ts";
import type { Inhibitor } from "../../model/alerting.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import { readHistory } from "../documents/alert-document.ts";
import type { OpenedProject } from "../open-project.ts";
import { findAlert } from "./find-alert.ts";

/** Why somebody was, or was not, told of an alert; the document of `alerts explain --json`. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly steps: readonly ExplainStep[];
  readonly notifications: readonly NotificationDocument[];
}

const mostSilences = 100_000;

export async function explain(project: OpenedProject, id: string): Promise<Explanation> {
  const store = await project.store();
  const alert = await findAlert(store, id);
  const policy = createAlerting(project).engine.policyOf(alert.labels);
  const now = project.clock.now();
  const inhibitors = await inhibitorsOf(store, alert, policy);
  const keys = new Set(inhibitors.map(keyOf));
  const [mark] = await store.alertMarks.ofFingerprints([alert.fingerprint]);
  const { events, notifications } = await readHistory(store, alert.id);
  const steps = explainAlert({
    alert,
    events,
    notifications,
    tellings: await store.tellings.ofAlerts([alert.id]),
    mark: mark ?? null,
    quiet: {
      silences: silencesAt(await store.silences.list({ endsAfter: now, limit: mostSilences }), now),
      inhibited: (key) => keys.has(keyOf(key)),
    },
    inhibitors: await store.alerts.getMany(inhibitors.map(({ alertId }) => alertId)),
    policy,
    misconfigured: misconfigured(project),
    channelStates: await store.channelStates.list(),
    now,
  });
  return {
    id: alert.id,
    title: alert.title,
    status: alert.status,
    steps,
    notifications: notifications.map(({ notification, attempts }) =>
      notificationDocument(notification, attempts),
    ),
  };
}

/** Who keeps it quiet now, by which rule. */
async function inhibitorsOf(store: Store, alert: Alert, policy: Policy): Promise<Inhibitor[]> {
  const keys = inhibitedBy(policy.rules, matchable(alert));
  const found = keys.length === 0 ? [] : await store.inhibitors.find(keys);
  return found.filter(({ alertId }) => alertId !== alert.id);
}

function keyOf({ rule, equalKey }: Omit<Inhibitor, "alertId">): string {
  return `${rule}\n${equalKey}`;
}

/** What each channel lacks that can't be used in this process. */
export function misconfigured({ config }: OpenedProject): ReadonlyMap<string, readonly string[]> {
  const lacking = config.misconfigured.filter(({ path }) => path.startsWith("channels."));
  return new Map(lacking.map(({ name, missing }) => [name, missing]));
}

/** The document of `alerts explain --json` (design section 15). */
export function explanationDocument({ id, steps, notifications }: Explanation): {
  readonly [key: string]: Json;
} {
  return { id, steps: steps.map((step) => ({ ...step })), notifications: [...notifications] };
}
