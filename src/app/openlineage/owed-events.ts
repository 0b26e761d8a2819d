import type { RunAccount, RunSurroundings } from "../../audit/openlineage/account.ts";
import type { RunEvent } from "../../audit/openlineage/event.ts";
import { eventBody } from "../../audit/openlineage/fit-event.ts";
import type { LineageConfig } from "../../audit/openlineage/lineage-config.ts";
import { attemptEvent, endEvents, endOf, startEvent } from "../../audit/openlineage/run-events.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import type { LineageEvent } from "../../model/lineage-event.ts";
import type { Attempt, Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { keptSurroundings } from "./kept-surroundings.ts";
import { beginningAccount, endedAccount } from "./run-account.ts";
import { surroundingsNow, surroundingsUnseen } from "./surroundings.ts";

/** Whose runs are told: those that we started or Meltano's own table tells of, not those of logs and pings. */
const toldSources: readonly Run["source"][] = ["runner", "mapper", "meltano"];

/**
 * Every event that a run has by now, whether or not it was told before: equal events have equal ids, and the store keeps the first.
 * Nothing for a run that nobody is to be told of.
 */
export async function owedEvents(
  project: OpenedProject,
  store: Store,
  { run, lineage, starts }: { readonly run: Run; readonly lineage: LineageConfig; readonly starts: boolean },
): Promise<LineageEvent[]> {
  if (!toldSources.includes(run.source)) return [];
  const surroundings = starts
    ? surroundingsNow(project, lineage, { run, meltanoVersion: await meltanoVersion(store, run) })
    : await surroundingsOfRun(store, run, lineage);
  const destinations = lineage.transports.map(({ name }) => name);
  return keptEvents(project, store, { run, surroundings, destinations, tells: lineage.tells });
}

/** Under what a run began: as its START event has it, else only what holds for all runs. */
export async function surroundingsOfRun(
  store: Store,
  run: Run,
  lineage: LineageConfig,
): Promise<RunSurroundings> {
  const start = (await store.openlineage.ofRun(run.runId)).find(({ type }) => type === "START");
  const unseen = surroundingsUnseen(lineage);
  if (start !== undefined) return keptSurroundings(start.body, unseen);
  return { ...unseen, meltanoVersion: await meltanoVersion(store, run) };
}

/** Every event of a run as the store keeps it, in the order they come. */
export async function keptEvents(
  project: OpenedProject,
  store: Store,
  {
    run,
    surroundings,
    destinations,
    tells = () => true,
  }: {
    readonly run: Run;
    readonly surroundings: RunSurroundings;
    readonly destinations: readonly string[];
    /** Whether a job is told of. */
    readonly tells?: (job: string) => boolean;
  },
): Promise<LineageEvent[]> {
  const events = await eventsOf(project, store, { run, surroundings });
  return events
    .filter(({ event }) => tells(event.job.name))
    .map(({ event, attempt }, place) =>
      keptEvent(event, { run, attempt, place, destinations, redactor: project.redactor }),
    );
}

interface NumberedEvent {
  readonly event: RunEvent;
  readonly attempt: number;
}

/** All events of a run, as they would be told now. */
async function eventsOf(
  project: OpenedProject,
  store: Store,
  { run, surroundings }: { readonly run: Run; readonly surroundings: RunSurroundings },
): Promise<NumberedEvent[]> {
  const attempts = await store.runs.attempts(run.runId);
  const isOver = endOf(run) !== null;
  const account = isOver
    ? await endedAccount(project, store, { run, surroundings })
    : beginningAccount(project, run, surroundings);
  const last = Math.max(1, ...attempts.map(({ number }) => number));
  return [
    { event: startEvent(account), attempt: 1 },
    ...laterAttempts(account, attempts),
    ...endEvents(account).map((event) => ({ event, attempt: last })),
  ];
}

function laterAttempts(account: RunAccount, attempts: readonly Attempt[]): NumberedEvent[] {
  return attempts
    .filter(({ number }) => number > 1)
    .map(({ number, startedAt }) => ({ event: attemptEvent(account, startedAt), attempt: number }));
}

/** The START of a run that no store can be asked about, so that who started it is not forgotten. */
export function startWithoutStore(
  project: OpenedProject,
  lineage: LineageConfig,
  { run, meltanoVersion: version }: { readonly run: Run; readonly meltanoVersion: string | null },
): LineageEvent[] {
  const surroundings = surroundingsNow(project, lineage, { run, meltanoVersion: version });
  const event = startEvent(beginningAccount(project, run, surroundings));
  const destinations = lineage.transports.map(({ name }) => name);
  const about = { run, attempt: 1, place: 0, destinations, redactor: project.redactor };
  return lineage.tells(event.job.name) ? [keptEvent(event, about)] : [];
}

async function meltanoVersion(store: Store, { runId }: Run): Promise<string | null> {
  return (await store.accounts.context(runId))?.meltanoVersion ?? null;
}

/** An event as the store keeps it: redacted, under an id that says of what it is. */
function keptEvent(
  event: RunEvent,
  {
    run,
    attempt,
    place,
    destinations,
    redactor,
  }: {
    readonly run: Run;
    readonly attempt: number;
    readonly place: number;
    readonly destinations: readonly string[];
    readonly redactor: Redactor;
  },
): LineageEvent {
  const { eventType: type, eventTime } = event;
  const subject = event.run.runId;
  const number = type === "START" ? "" : `:${attempt}`;
  return {
    ...{ id: `${subject}:${type}${number}`, runId: run.runId, subject, type, destinations },
    ...{ project: run.project, environment: run.environment, at: Date.parse(eventTime), place },
    body: eventBody(redacted(event, remembering(redactor))),
  };
}

/** An event says the same few texts again and again. */
function remembering({ text }: Redactor): (input: string) => string {
  const known = new Map<string, string>();
  return (input) => {
    const before = known.get(input);
    if (before !== undefined) return before;
    const after = text(input);
    known.set(input, after);
    return after;
  };
}

/** Every text and key; a number is no secret, and a key that is called like one is a column's name here. */
function redacted<Value extends Json>(value: Value, text: (input: string) => string): Value;
function redacted(value: Json, text: (input: string) => string): Json {
  if (typeof value === "string") return text(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => redacted(item, text));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), redacted(item, text)]));
}
