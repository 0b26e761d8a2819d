import { parseMatcher } from "../../alerts/matcher.ts";
import { isLabelName, writeMatcher } from "../../alerts/matcher-syntax.ts";
import { matchable } from "../../alerts/route.ts";
import { silenceFits } from "../../alerts/silence.ts";
import { knownLabels } from "../../config/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { toTimestamp } from "../../lib/clock.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import { shortId } from "../../lib/short-id.ts";
import type { Alert } from "../../model/alert.ts";
import type { Silence } from "../../model/alerting.ts";
import { severities } from "../../model/severity.ts";
import { alertCategories, alertTypes } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import { byPrefix, notFound, pickOne } from "../find-run.ts";
import type { OpenedProject } from "../open-project.ts";
import { openStatuses } from "./alert-listing.ts";
import { authorOf } from "./author.ts";
import { deliverForMs } from "./deliver-for.ts";
import { findAlert } from "./find-alert.ts";

export interface SilenceRequest {
  readonly matchers: readonly string[];
  /** The alert whose labels make the matchers, beside those given. */
  readonly alert?: string | undefined;
  readonly from: number;
  readonly until: number;
  readonly comment: string;
  readonly by: string | null;
  /** A label that nothing is known to have is meant all the same. */
  readonly anyLabel: boolean;
}

/** A silence that is not in force yet: what it would keep quiet, so that a person can look before he leaps. */
export interface SilencePlan {
  readonly silence: Silence;
  /** Open alerts it fits. */
  readonly matched: readonly Alert[];
  readonly mutesEverything: boolean;
}

/** The most open alerts that a preview looks at. */
const previewLimit = 10_000;

/** What a silence would do. Raises `USAGE` for matchers that can't be read or fit nothing, and where there are none. */
export async function planSilence(project: OpenedProject, request: SilenceRequest): Promise<SilencePlan> {
  const store = await project.store();
  const alert = request.alert === undefined ? null : await findAlert(store, request.alert);
  const matchers = [...request.matchers, ...(alert === null ? [] : matchersOf(alert))];
  requireMatchers(matchers);
  const { from: now } = request;
  const silence: Silence = {
    id: project.newId(),
    matchers,
    startsAt: now,
    endsAt: request.until,
    createdAt: now,
    createdBy: authorOf(request.by),
    comment: project.redactor.text(request.comment),
    expiredBy: null,
    warnedAt: null,
    alertId: alert?.id ?? null,
  };
  const open = await store.alerts.list({ statuses: openStatuses, limit: previewLimit });
  if (!request.anyLabel) requireKnownLabels(matchers, open, project);
  const matched = open.filter((one) => silenceFits(silence, matchable(one)));
  return { silence, matched, mutesEverything: fitsEverything(matchers, project) };
}

/** Puts a planned silence in force. */
export async function addSilence(project: OpenedProject, { silence }: SilencePlan): Promise<void> {
  const store = await project.store();
  await store.transaction((tx) => tx.silences.save(silence));
}

/** Silences that are on or still to come, the one that ends last first; with `all` also those that are over. */
export async function listSilences(
  project: OpenedProject,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<Silence[]> {
  const store = await project.store();
  const now = project.clock.now();
  const silences = await store.silences.list({ ...(all ? {} : { endsAfter: now }), limit });
  return silences.filter((silence) => all || silenceStatus(silence, now) !== "expired");
}

/** Ends a silence before its time and tells what it held back. Raises `USAGE` for one that is over. */
export async function expireSilence(
  project: OpenedProject,
  { id, by }: { readonly id: string; readonly by: string | null },
): Promise<Silence> {
  const store = await project.store();
  const found = await findSilence(store, id);
  const now = project.clock.now();
  const alerting = createAlerting(project);
  const ended = await store.transaction(async (tx) => {
    const current = await tx.silences.get(found.id);
    if (current === null || silenceStatus(current, now) === "expired")
      throw new UsageError({ code: "USAGE", what: `Silence ${shortId(found.id)} is over already.` });
    const expired = { ...current, endsAt: now, expiredBy: authorOf(by) };
    await tx.silences.save(expired);
    await tx.tellings.wake({ kind: "silence", name: expired.id }, now);
    await alerting.engine.advance(tx, now);
    return expired;
  });
  await alerting.deliver(deliverForMs);
  return ended;
}

async function findSilence(store: Store, id: string): Promise<Silence> {
  if (id !== "latest")
    return pickOne(await byPrefix(id, (prefix) => store.silences.findByPrefix(prefix)), "silence", id);
  const silences = await store.silences.list({ limit: 1_000 });
  const [latest] = silences.sort((one, other) => other.createdAt - one.createdAt);
  if (latest !== undefined) return latest;
  throw notFound("There is no silence.", "Make one: `pitchpipe silences add job=x --duration 2h`.");
}

/** Whether a silence is still to come, on, or over. */
export function silenceStatus(
  { startsAt, endsAt, expiredBy }: Silence,
  now: number,
): "pending" | "active" | "expired" {
  if (expiredBy !== null || endsAt <= now) return "expired";
  return startsAt > now ? "pending" : "active";
}

/** A silence as `silences list --json` prints it. */
export function silenceDocument(silence: Silence, now: number): { readonly [key: string]: Json } {
  return {
    id: silence.id,
    status: silenceStatus(silence, now),
    matchers: [...silence.matchers],
    starts_at: toTimestamp(silence.startsAt),
    ends_at: toTimestamp(silence.endsAt),
    created_at: toTimestamp(silence.createdAt),
    created_by: silence.createdBy,
    comment: silence.comment,
    expired_by: silence.expiredBy,
    alert_id: silence.alertId,
  };
}

/** What makes an alert the one it is: its name, type and labels, but for what passes and what no matcher can ask for. */
function matchersOf(alert: Alert): string[] {
  const { name, type, labels } = alert;
  const passing = ["severity", "run_id", "host"];
  return Object.entries({ ...labels, name, type })
    .filter(([label, value]) => value !== "" && !passing.includes(label) && isLabelName(label))
    .map(([label, value]) => writeMatcher({ label, operator: "=", value }));
}

function requireMatchers(matchers: readonly string[]): void {
  if (matchers.length === 0)
    throw new UsageError({
      code: "USAGE",
      what: "A silence needs to know what it is about.",
      whatToDo: "Give a matcher such as job=daily-load, or --alert ID.",
    });
  for (const text of matchers) {
    const parsed = parseMatcher(text);
    if (typeof parsed === "string")
      throw new UsageError({ code: "USAGE", what: `The matcher ${text} ${parsed}.`, whatToDo: example });
  }
}

/** A misspelt label makes a silence that keeps nothing quiet, or all of it. */
function requireKnownLabels(
  matchers: readonly string[],
  open: readonly Alert[],
  { config }: OpenedProject,
): void {
  const known = new Set([
    ...knownLabels(config.settings),
    ...open.flatMap(({ labels }) => Object.keys(labels)),
  ]);
  for (const text of matchers) {
    const parsed = parseMatcher(text);
    if (typeof parsed === "string" || known.has(parsed.label)) continue;
    const meant = nearest(parsed.label, known);
    throw new UsageError({
      code: "USAGE",
      what: `The matcher ${text} asks for the label ${parsed.label}, which no open alert and no setting has.`,
      whatToDo: `${meant === null ? "" : `Did you mean ${meant}? `}Add --yes if you mean it.`,
    });
  }
}

const example = "Write it as job=daily-load or 'type=~\"data_quality|freshness\"'.";

/**
 * Whether each matcher fits all that a label can be: a value that nobody thought of, every word of a list of ours, or the
 * one value that all alerts here have. Then everything is kept quiet, or everything but what a matcher names.
 */
function fitsEverything(matchers: readonly string[], { project, environment }: OpenedProject): boolean {
  const all: Readonly<Record<string, readonly string[]>> = {
    severity: severities,
    type: alertTypes,
    category: alertCategories,
    project: [project.name],
    environment: [environment],
  };
  return matchers.every((text) => {
    const matcher = parseMatcher(text);
    if (typeof matcher === "string") return false;
    const { label, matches } = matcher;
    const fits = (value: string): boolean => matches({ [label]: value });
    return fits("\u0001 a value nobody has") || (all[label]?.every(fits) ?? false);
  });
}
