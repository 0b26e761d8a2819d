import { matchable } from "../../alerts/route.ts";
import { silenceFits } from "../../alerts/silence.ts";
import type { Alert } from "../../model/alert.ts";
import type { Silence } from "../../model/alerting.ts";
import type { OpenedProject } from "../open-project.ts";
import { openStatuses } from "./alert-listing.ts";
import { authorOf } from "./author.ts";
import { findAlert } from "./find-alert.ts";
import { fitsEverything, matchersOf, requireKnownLabels, requireMatchers } from "./silence-matchers.ts";

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
