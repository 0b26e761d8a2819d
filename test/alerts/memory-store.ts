import type { AlertTransaction, DeliveryStore } from "../../src/alerts/ports.ts";
import type { Json } from "../../src/lib/canonical-json.ts";
import type { Alert, AlertEvent, DeliveryAttempt, Notification } from "../../src/model/alert.ts";
import type { AlertMark, ChannelState, Inhibitor, Silence, Telling } from "../../src/model/alerting.ts";

interface Tables {
  readonly alerts: Map<string, Alert>;
  readonly events: AlertEvent[];
  readonly notifications: Map<string, Notification>;
  readonly claims: Map<string, { holder: string; until: number }>;
  readonly attempts: Map<string, Map<number, DeliveryAttempt>>;
  readonly silences: Map<string, Silence>;
  readonly tellings: Map<string, Telling>;
  readonly marks: Map<string, AlertMark>;
  readonly inhibitors: Map<string, Inhibitor>;
  readonly channelStates: Map<string, ChannelState>;
  readonly notes: Map<string, Json>;
}

/** The ports of `src/alerts` over maps, with transactions that roll back. */
export interface MemoryStore extends DeliveryStore {
  readonly allAlerts: () => Alert[];
  readonly allEvents: () => AlertEvent[];
  readonly allNotifications: () => Notification[];
  readonly allTellings: () => Telling[];
  readonly allMarks: () => AlertMark[];
  readonly attemptsOf: (id: string) => DeliveryAttempt[];
  readonly saveSilence: (silence: Silence) => void;
}

function empty(): Tables {
  return {
    alerts: new Map(),
    events: [],
    notifications: new Map(),
    claims: new Map(),
    attempts: new Map(),
    silences: new Map(),
    tellings: new Map(),
    marks: new Map(),
    inhibitors: new Map(),
    channelStates: new Map(),
    notes: new Map(),
  };
}

/** A copy that changes of the first don't reach: rows are never changed, only replaced. */
function copy(tables: Tables): Tables {
  return {
    alerts: new Map(tables.alerts),
    events: [...tables.events],
    notifications: new Map(tables.notifications),
    claims: new Map(tables.claims),
    attempts: new Map([...tables.attempts].map(([id, tries]) => [id, new Map(tries)])),
    silences: new Map(tables.silences),
    tellings: new Map(tables.tellings),
    marks: new Map(tables.marks),
    inhibitors: new Map(tables.inhibitors),
    channelStates: new Map(tables.channelStates),
    notes: new Map(tables.notes),
  };
}

const tellingKey = ({ alertId, channel, step }: Pick<Telling, "alertId" | "channel" | "step">): string =>
  JSON.stringify([alertId, channel, step]);
const isOpen = ({ status }: Alert): boolean => status !== "resolved" && status !== "expired";

export function createMemoryStore(): MemoryStore {
  let tables = empty();
  let queue: Promise<unknown> = Promise.resolve();
  const open = (): Alert[] => [...tables.alerts.values()].filter(isOpen);
  const alerts: AlertTransaction["alerts"] = {
    getMany: async (ids) => [...new Set(ids)].flatMap((id) => tables.alerts.get(id) ?? []),
    openByFingerprints: async (fingerprints) => {
      const wanted = new Set(fingerprints);
      return open().filter(({ fingerprint }) => wanted.has(fingerprint));
    },
    lastByFingerprints: async (fingerprints, since) => {
      const wanted = new Set(fingerprints);
      const found = [...tables.alerts.values()].filter(
        (alert) => wanted.has(alert.fingerprint) && alert.lastSeenAt >= since,
      );
      found.sort((one, other) => one.firstSeenAt - other.firstSeenAt);
      return [...new Map(found.map((alert) => [alert.fingerprint, alert])).values()];
    },
    openPage: async ({ after, limit }) =>
      open()
        .filter(({ id }) => id > after)
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, limit),
    openUnseenSince: async (time, limit) =>
      open()
        .filter(({ lastSeenAt }) => lastSeenAt < time)
        .slice(0, limit),
    saveAll: async (all) => {
      for (const alert of all) tables.alerts.set(alert.id, alert);
    },
    appendEvents: async (events) => {
      tables.events.push(...events);
    },
  };
  const outbox: DeliveryStore["outbox"] = {
    addAll: async (all) => {
      for (const notification of all) tables.notifications.set(notification.id, notification);
    },
    get: async (id) => tables.notifications.get(id) ?? null,
    getMany: async (ids) => [...new Set(ids)].flatMap((id) => tables.notifications.get(id) ?? []),
    toldOf: async (alertIds) => {
      const wanted = new Set(alertIds);
      return [...tables.notifications.values()].flatMap((one) =>
        one.alertIds
          .filter((id) => wanted.has(id))
          .map((alertId) => ({
            alertId,
            notificationId: one.id,
            channel: one.channel,
            kind: one.kind,
            status: one.status,
            reason: one.reason,
            createdAt: one.createdAt,
            size: one.alertIds.length,
            uncertain: [...(tables.attempts.get(one.id)?.values() ?? [])].some(
              ({ statusCode }) => statusCode === null,
            ),
          })),
      );
    },
    countSince: async (channels, since) => {
      const uncounted = ["resolved", "recovered", "test"];
      const counted = [...tables.notifications.values()].filter(
        ({ channel, createdAt, kind, status }) =>
          channels.includes(channel) &&
          createdAt > since &&
          status !== "suppressed" &&
          !uncounted.includes(kind),
      );
      const byChannel = Map.groupBy(counted, ({ channel }) => channel);
      return new Map([...byChannel].map(([channel, all]) => [channel, all.length]));
    },
    list: async ({ alertId, statuses }) =>
      [...tables.notifications.values()]
        .filter(({ alertIds }) => alertId === undefined || alertIds.includes(alertId))
        .filter(({ status }) => statuses === undefined || statuses.includes(status))
        .reverse(),
    dueChannels: async (now) => [
      ...new Set(
        [...tables.notifications.values()]
          .filter(({ status }) => status === "pending" || status === "failed")
          .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
          .filter(({ id }) => (tables.claims.get(id)?.until ?? 0) <= now)
          .map(({ channel }) => channel),
      ),
    ],
    attemptsOf: async (ids) =>
      [...new Set(ids)].flatMap((id) => [...(tables.attempts.get(id)?.values() ?? [])]),
    earlierOnes: async (ids) =>
      ids.flatMap((id) => {
        const mine = tables.notifications.get(id);
        if (mine === undefined) return [];
        return [...tables.notifications.values()]
          .filter(
            (one) =>
              one.channel === mine.channel &&
              one.createdAt < mine.createdAt &&
              ["pending", "failed", "suppressed"].includes(one.status) &&
              one.alertIds.some((alertId) => mine.alertIds.includes(alertId)),
          )
          .map((earlier) => ({ id, earlier }));
      }),
    firstVendorIds: async (channel, alertIds) => {
      const found = new Map<string, string>();
      for (const alertId of alertIds)
        for (const one of tables.notifications.values()) {
          if (one.channel !== channel || !one.alertIds.includes(alertId) || found.has(alertId)) continue;
          const tries = [...(tables.attempts.get(one.id)?.values() ?? [])];
          const vendorId = tries.find((attempt) => attempt.vendorId !== null)?.vendorId;
          if (vendorId) found.set(alertId, vendorId);
        }
      return found;
    },
    acceptedSince: async ({ channel, since }) =>
      [...tables.notifications.values()].filter(
        (one) => one.channel === channel && one.createdAt > since && one.status === "accepted",
      ),
    openToldAt: async (channel) =>
      open()
        .filter(({ id }) =>
          [...tables.notifications.values()].some(
            (one) =>
              one.channel === channel &&
              one.alertIds.includes(id) &&
              (one.status === "accepted" || one.status === "delivered"),
          ),
        )
        .map(({ id }) => id),
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
    claimDue: async ({ now, limit, holder, until, channel }) => {
      const due = [...tables.notifications.values()]
        .filter(({ status }) => status === "pending" || status === "failed")
        .filter((one) => channel === undefined || one.channel === channel)
        .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
        .filter(({ id }) => (tables.claims.get(id)?.until ?? 0) <= now)
        .slice(0, limit);
      for (const { id } of due) tables.claims.set(id, { holder, until });
      return due;
    },
  };
  const inTransaction: AlertTransaction = {
    alerts,
    outbox,
    silences: {
      list: async ({ endsAfter }) =>
        [...tables.silences.values()].filter(
          ({ endsAt }) => endsAt > (endsAfter ?? Number.NEGATIVE_INFINITY),
        ),
      save: async (silence) => {
        tables.silences.set(silence.id, silence);
      },
    },
    tellings: {
      ofAlerts: async (ids) => {
        const wanted = new Set(ids);
        return [...tables.tellings.values()].filter(({ alertId }) => wanted.has(alertId));
      },
      ofGroups: async (keys) => {
        const wanted = new Set(keys);
        return [...tables.tellings.values()].filter(({ groupKey }) => wanted.has(groupKey));
      },
      due: async (now, limit) =>
        [...tables.tellings.values()]
          .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
          .sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0))
          .slice(0, limit),
      save: async (all) => {
        for (const telling of all) tables.tellings.set(tellingKey(telling), telling);
      },
      remove: async (all) => {
        for (const telling of all) tables.tellings.delete(tellingKey(telling));
      },
      wake: async ({ kind, name }, at) => {
        for (const [key, telling] of tables.tellings)
          if (telling.heldBy?.kind === kind && telling.heldBy.name === name)
            tables.tellings.set(key, { ...telling, dueAt: at });
      },
    },
    alertMarks: {
      ofFingerprints: async (fingerprints) =>
        [...new Set(fingerprints)].flatMap((one) => tables.marks.get(one) ?? []),
      due: async (now, limit) =>
        [...tables.marks.values()].filter(({ dueAt }) => dueAt !== null && dueAt <= now).slice(0, limit),
      untilGreen: async () => [...tables.marks.values()].filter(({ untilGreen }) => untilGreen),
      save: async (all) => {
        for (const mark of all) tables.marks.set(mark.fingerprint, mark);
      },
      remove: async (fingerprints) => {
        for (const one of fingerprints) tables.marks.delete(one);
      },
    },
    inhibitors: {
      find: async (keys) =>
        [...tables.inhibitors.values()].filter((one) =>
          keys.some(({ rule, equalKey }) => rule === one.rule && equalKey === one.equalKey),
        ),
      add: async (all) => {
        for (const one of all) tables.inhibitors.set(JSON.stringify(one), one);
      },
      removeOf: async (ids) => {
        for (const [key, { alertId }] of tables.inhibitors)
          if (ids.includes(alertId)) tables.inhibitors.delete(key);
      },
      clear: async () => tables.inhibitors.clear(),
    },
    channelStates: {
      list: async () => [...tables.channelStates.values()],
      save: async (state) => {
        tables.channelStates.set(state.channel, state);
      },
      remove: async (channel) => {
        tables.channelStates.delete(channel);
      },
    },
    notes: {
      get: async (key) => tables.notes.get(key) ?? null,
      set: async (key, value) => {
        tables.notes.set(key, value);
      },
    },
  };
  return {
    outbox,
    channelStates: inTransaction.channelStates,
    transaction: (work) => {
      const done = queue.then(async () => {
        const before = copy(tables);
        try {
          return await work(inTransaction);
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
    allTellings: () => [...tables.tellings.values()],
    allMarks: () => [...tables.marks.values()],
    attemptsOf: (id) => [...(tables.attempts.get(id)?.values() ?? [])],
    saveSilence: (silence) => {
      tables.silences.set(silence.id, silence);
    },
  };
}
