import type { DeliveryStore } from "../../src/alerts/ports.ts";
import type { Alert, AlertEvent, DeliveryAttempt, Notification } from "../../src/model/alert.ts";

interface Tables {
  readonly alerts: Map<string, Alert>;
  readonly events: AlertEvent[];
  readonly notifications: Map<string, Notification>;
  readonly claims: Map<string, { holder: string; until: number }>;
  readonly attempts: Map<string, Map<number, DeliveryAttempt>>;
}

/** The ports of `src/alerts` over maps, with transactions that roll back. */
export interface MemoryStore extends DeliveryStore {
  readonly allAlerts: () => Alert[];
  readonly allEvents: () => AlertEvent[];
  readonly allNotifications: () => Notification[];
  readonly attemptsOf: (id: string) => DeliveryAttempt[];
}

export function createMemoryStore(): MemoryStore {
  let tables: Tables = {
    alerts: new Map(),
    events: [],
    notifications: new Map(),
    claims: new Map(),
    attempts: new Map(),
  };
  let queue: Promise<unknown> = Promise.resolve();
  const alerts = {
    openByFingerprint: async (fingerprint: string) =>
      [...tables.alerts.values()].find(
        (alert) => alert.fingerprint === fingerprint && !["resolved", "expired"].includes(alert.status),
      ) ?? null,
    list: async ({ runId, types }: { runId?: string; types?: readonly string[] }) =>
      [...tables.alerts.values()].filter(
        (alert) =>
          (runId === undefined || alert.runId === runId) &&
          (types === undefined || types.includes(alert.type)),
      ),
    save: async (alert: Alert) => {
      tables.alerts.set(alert.id, alert);
    },
    appendEvent: async (event: AlertEvent) => {
      tables.events.push(event);
    },
  };
  const outbox: DeliveryStore["outbox"] = {
    add: async (notification) => {
      tables.notifications.set(notification.id, notification);
    },
    get: async (id) => tables.notifications.get(id) ?? null,
    list: async ({ alertId, statuses }) =>
      [...tables.notifications.values()]
        .filter(({ alertIds }) => alertId === undefined || alertIds.includes(alertId))
        .filter(({ status }) => statuses === undefined || statuses.includes(status))
        .reverse(),
    attempts: async (id) => [...(tables.attempts.get(id)?.values() ?? [])],
    saveAttempt: async (attempt) => {
      const of = tables.attempts.get(attempt.notificationId) ?? new Map<number, DeliveryAttempt>();
      tables.attempts.set(attempt.notificationId, of.set(attempt.number, attempt));
    },
    settle: async (id, outcome) => {
      const notification = tables.notifications.get(id);
      if (notification) tables.notifications.set(id, { ...notification, ...outcome });
      tables.claims.delete(id);
    },
    claimDue: async ({ now, limit, holder, until }) => {
      const due = [...tables.notifications.values()]
        .filter(({ status }) => status === "pending" || status === "failed")
        .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
        .filter(({ id }) => (tables.claims.get(id)?.until ?? 0) <= now)
        .slice(0, limit);
      for (const { id } of due) tables.claims.set(id, { holder, until });
      return due;
    },
  };
  return {
    outbox,
    transaction: (work) => {
      const done = queue.then(async () => {
        const before = structuredClone(tables);
        try {
          return await work({ alerts, outbox });
        } catch (thrown) {
          tables = before;
          throw thrown;
        }
      });
      queue = done.catch(() => undefined);
      return done;
    },
    allAlerts: () => [...tables.alerts.values()],
    allEvents: () => [...tables.events],
    allNotifications: () => [...tables.notifications.values()],
    attemptsOf: (id) => [...(tables.attempts.get(id)?.values() ?? [])],
  };
}
