import { type Processed, redactSignal, resolvingSignal } from "../../alerts/index.ts";
import { PitchpipeError, UsageError } from "../../lib/errors.ts";
import type { Alert } from "../../model/alert.ts";
import type { Labels } from "../../model/labels.ts";
import type { Signal } from "../../model/signal.ts";
import type { StoreTransaction } from "../../store/index.ts";
import type { Alerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { openStatuses } from "./alert-listing.ts";
import { nameOf, resourceOf, type SignalInput, signalOf } from "./signal-input.ts";

/**
 * Takes signals in, all or none, and answers the alerts they are about, in order. An end fits every open alert of
 * that name whose labels hold those given, so that a person need not repeat all that the alert was opened with.
 * Where the store is away the signals wait in the spool and the store's error is raised.
 */
export async function sendSignals(
  project: OpenedProject,
  alerting: Alerting,
  inputs: readonly SignalInput[],
): Promise<readonly Alert[]> {
  const context = { at: project.clock.now(), labels: baseLabels(project) };
  try {
    const store = await project.store();
    return await store.transaction((tx) => take(tx, { alerting, inputs, context }));
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw await spool(project, { inputs, context, thrown });
  }
}

/** When it was sent, and the labels every signal of the project has. */
interface SendContext {
  readonly at: number;
  readonly labels: Labels;
}

interface Taken {
  readonly alerting: Alerting;
  readonly inputs: readonly SignalInput[];
  readonly context: SendContext;
}

/**
 * What is sent together is told together: signals are decided on in one go, and only an end that may mean an alert of
 * this very batch makes what stands before it be decided on first. What an end sets free is told with it.
 */
async function take(tx: StoreTransaction, { alerting, inputs, context }: Taken): Promise<Alert[]> {
  const alerts: Alert[] = [];
  let together: Signal[] = [];
  const decide = async (): Promise<void> => {
    alerts.push(...alertsOf(await alerting.engine.process(tx, together, context.at)));
    together = [];
  };
  for (const input of inputs) {
    const firing = new Set(together.filter(({ state }) => state === "firing").map(({ name }) => name));
    if (input.state !== "firing" && firing.has(nameOf(input))) await decide();
    together.push(...(await signalsOf(tx, input, context)));
  }
  await decide();
  await alerting.engine.advance(tx, context.at);
  return alerts;
}

function baseLabels({ project, environment, config }: OpenedProject): Labels {
  return { ...config.settings.labels, project: project.name, environment };
}

async function signalsOf(tx: StoreTransaction, input: SignalInput, context: SendContext): Promise<Signal[]> {
  if (input.state === "firing") return [signalOf(input, context)];
  const open = await tx.alerts.list({
    statuses: openStatuses,
    labels: { ...whereOf(context), ...resourceOf(input), ...input.labels },
    ...(input.type === undefined ? {} : { types: [input.type] }),
    limit: 1_000,
  });
  const meant = open.filter(({ name }) => name === nameOf(input));
  if (meant.length === 0) throw nothingOpen(nameOf(input));
  const message = input.message ?? "It was said to be over.";
  return meant.map((alert) =>
    resolvingSignal(alert, { at: context.at, message, runId: input.run_id ?? null }),
  );
}

/** The same name in another environment, or in another project that shares the store, is another alert. */
function whereOf({ labels: { project = "", environment = "" } }: SendContext): Labels {
  return { project, environment };
}

function nothingOpen(name: string): UsageError {
  return new UsageError({
    code: "NOT_FOUND",
    what: `No open alert is named ${name} and has these labels.`,
    whatToDo: "See what is open with `pitchpipe alerts list`.",
  });
}

function alertsOf(processed: readonly Processed[]): Alert[] {
  return processed.flatMap(({ alert }) => (alert === null ? [] : [alert]));
}

interface Unsent {
  readonly inputs: readonly SignalInput[];
  readonly context: SendContext;
  readonly thrown: unknown;
}

/** Keeps what was sent although nobody can decide on it now, and answers what is wrong with the store. */
async function spool(
  { recorder, newId, redactor }: OpenedProject,
  { inputs, context, thrown }: Unsent,
): Promise<unknown> {
  const signals = inputs.filter(({ state }) => state === "firing").map((input) => signalOf(input, context));
  const facts = signals.map((signal) => ({
    kind: "signal" as const,
    signalId: newId(),
    signal: redactSignal(signal, redactor),
  }));
  const kept = facts.length > 0 && (await recorder.record(facts)) !== "lost";
  if (!kept || !(thrown instanceof PitchpipeError)) return thrown;
  return new PitchpipeError({
    code: thrown.code,
    what: thrown.message,
    ...(thrown.why === null ? {} : { why: thrown.why }),
    whatToDo:
      `What you sent is kept; \`pitchpipe tick\` takes it in once the store is back. ${thrown.whatToDo ?? ""}`.trim(),
    cause: thrown,
  });
}
