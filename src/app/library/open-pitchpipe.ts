import type { Alert } from "../../model/alert.ts";
import type { AlertDocument } from "../../model/alert-document.ts";
import { createAlerting } from "../alerting.ts";
import { listAlerts } from "../alerts/alert-listing.ts";
import { type AlertVerb, changeAlert } from "../alerts/change-alert.ts";
import { changedDocument } from "../alerts/changed-document.ts";
import { deliverForMs } from "../alerts/deliver-for.ts";
import { explain, explanationDocument } from "../alerts/explain.ts";
import { findAlert } from "../alerts/find-alert.ts";
import { readSignal } from "../alerts/read-signals.ts";
import { sendSignals } from "../alerts/send-signals.ts";
import { readStats, statsDocument } from "../alerts/stats.ts";
import { readAlertDocument } from "../documents/alert-document.ts";
import { type OpenedProject, openProject } from "../open-project.ts";
import { evaluateRules } from "../rules/evaluate-rules.ts";
import { requireChannels } from "../test-channel.ts";
import { tick, tickDocument } from "../tick/tick.ts";
import { watchBegan } from "../tick/watch-began.ts";
import type { Alerts, By, OpenPitchpipeOptions, Pitchpipe } from "./pitchpipe.ts";
import type { SignalInput } from "./signal-input.ts";

/**
 * Opens pitchpipe for the Meltano project around `cwd`. Its store is opened with the first call that needs it; close it
 * when done. Raises an error with a `code` where there is no project, or its settings are wrong.
 */
export function openPitchpipe(options: OpenPitchpipeOptions = {}): Pitchpipe {
  const project = openProject({
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? process.env,
    environment: options.environment,
    channels: new Map(Object.entries(options.channels ?? {})),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.onDegraded === undefined ? {} : { onDegraded: options.onDegraded }),
  });
  return {
    alerts: alertsOf(project),
    rules: { evaluate: () => evaluate(project) },
    tick: async () => tickDocument(await tick(project, { deliverForMs })),
    close: () => project.close(),
    [Symbol.asyncDispose]: () => project.close(),
  };
}

function alertsOf(project: OpenedProject): Alerts {
  const sendAll = (signals: readonly SignalInput[]) => send(project, signals);
  return {
    sendAll,
    send: async (signal) => only(await sendAll([signal])),
    get: async (id) => document(project, await findAlert(await project.store(), id)),
    list: async ({ since, labels = {}, limit = 100, ...filter } = {}) => {
      const seenSince = since === undefined ? {} : { seenSince: since.getTime() };
      const alerts = await listAlerts(await project.store(), { ...filter, ...seenSince, labels, limit });
      return Promise.all(alerts.map((alert) => document(project, alert)));
    },
    acknowledge: (id, by) => change(project, id, { kind: "acknowledge" }, by),
    assign: (id, to, by) => change(project, id, { kind: "assign", to }, by),
    note: (id, text, by) => change(project, id, { kind: "note" }, { ...by, note: text }),
    annotate: (id, annotations, by) => change(project, id, { kind: "annotate", annotations }, by),
    resolve: (id, { falseAlarm = false, ...by } = {}) =>
      change(project, id, { kind: "resolve", falseAlarm }, by),
    suppress: (id, until, by) =>
      change(project, id, { kind: "suppress", until: until === "green" ? until : until.getTime() }, by),
    unsuppress: (id, by) => change(project, id, { kind: "unsuppress" }, by),
    explain: async (id) => explanationDocument(await explain(project, id)),
    stats: async (days = 7) => statsDocument(await readStats(project, days)),
  };
}

async function change(
  project: OpenedProject,
  id: string,
  verb: AlertVerb,
  { by, note }: By = {},
): Promise<AlertDocument> {
  const alert = await changeAlert(project, { id, verb, by: by ?? null, note: note ?? null });
  return changedDocument(project, alert, verb);
}

async function send(project: OpenedProject, signals: readonly SignalInput[]): Promise<AlertDocument[]> {
  const inputs = signals.map(readSignal);
  requireChannels(
    project,
    inputs.flatMap(({ channels }) => channels ?? []),
  );
  const alerting = createAlerting(project);
  const alerts = await sendSignals(project, alerting, inputs);
  await alerting.deliver(deliverForMs);
  return Promise.all(alerts.map((alert) => document(project, alert)));
}

/** The alert as it is now: delivering may have changed it since it was decided. */
async function document(project: OpenedProject, alert: Alert): Promise<AlertDocument> {
  const store = await project.store();
  const current = (await store.alerts.get(alert.id)) ?? alert;
  return readAlertDocument(store, current);
}

function only(documents: readonly AlertDocument[]): AlertDocument {
  const [first] = documents;
  if (first === undefined) throw new TypeError("A signal that was taken in has an alert.");
  return first;
}

async function evaluate(project: OpenedProject) {
  const store = await project.store();
  const alerting = createAlerting(project);
  const firesFrom = await watchBegan(store, project.clock.now());
  const evaluated = await evaluateRules(project, { store, alerting, firesFrom });
  await alerting.deliver(deliverForMs);
  return evaluated;
}
