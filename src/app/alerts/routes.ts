import { heldBy, matchable, type Policy, type Quiet, type Routable, silencesAt } from "../../alerts/index.ts";
import { inhibitedBy } from "../../alerts/inhibition.ts";
import type { RouteNode } from "../../alerts/route-settings.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import type { Alert } from "../../model/alert.ts";
import type { HeldBy } from "../../model/alerting.ts";
import type { Labels } from "../../model/labels.ts";
import { severities } from "../../model/severity.ts";
import { alertCategories, alertTypes } from "../../model/signal.ts";
import type { Store } from "../../store/index.ts";
import { createAlerting } from "../alerting.ts";
import type { OpenedProject } from "../open-project.ts";

/** Where an alert with these labels would go at a time. */
export interface RouteTest {
  readonly channels: readonly string[];
  readonly routes: readonly { readonly channel: string; readonly path: string }[];
  readonly untold: readonly { readonly channel: string; readonly reason: string }[];
  /** What would keep it quiet; `null` where nothing does. */
  readonly suppressedBy: HeldBy | null;
  /** Routes that a time interval mutes then. */
  readonly muted: readonly { readonly channel: string; readonly by: HeldBy }[];
  readonly reason: string;
}

/** Asks the settings, the silences and the open alerts; nothing is stored and nobody is told. */
export async function testRoutes(
  project: OpenedProject,
  { labels, at }: { readonly labels: Labels; readonly at: number },
): Promise<RouteTest> {
  const alert = hypothetical(project, labels);
  const policy = createAlerting(project).engine.policyOf(alert.labels);
  const routing = policy.routesFor(alert);
  const quiet = await quietAt(await project.store(), { alert, policy, at });
  const muted = routing.destinations.flatMap((destination) => {
    const by = policy.intervalOf(destination, at);
    return by === null ? [] : [{ channel: destination.channel, by }];
  });
  const allMuted = muted.length > 0 && muted.length === routing.destinations.length;
  return {
    channels: routing.told,
    routes: routing.destinations.map(({ channel, path }) => ({ channel, path })),
    untold: routing.untold,
    suppressedBy:
      heldBy({ alert, mark: null }, quiet, policy, at) ?? (allMuted ? (muted[0]?.by ?? null) : null),
    muted,
    reason: routing.reason,
  };
}

/** What would keep it quiet then: silences that will be on, and alerts that are open now. */
async function quietAt(
  store: Store,
  { alert, policy, at }: { readonly alert: Alert; readonly policy: Policy; readonly at: number },
): Promise<Quiet> {
  const silences = await store.silences.list({ endsAfter: at, limit: mostSilences });
  const keys = inhibitedBy(policy.rules, matchable(alert));
  const inhibitors = keys.length === 0 ? [] : await store.inhibitors.find(keys);
  const on = new Set(inhibitors.map(keyOf));
  return { silences: silencesAt(silences, at), inhibited: (key) => on.has(keyOf(key)) };
}

const mostSilences = 100_000;

function keyOf({ rule, equalKey }: { readonly rule: string; readonly equalKey: string }): string {
  return `${rule}\n${equalKey}`;
}

/** An alert that nobody has raised. Its name, type, category and severity are given like labels. */
function hypothetical({ project, environment, config }: OpenedProject, given: Labels): Alert {
  const { name, type = "custom", category = "application", severity = "error", ...labels } = given;
  return alertOf({
    name: name ?? type,
    type: oneWord("type", alertTypes, type),
    category: oneWord("category", alertCategories, category),
    severity: oneWord("severity", severities, severity),
    labels: { ...config.settings.labels, project: project.name, environment, ...labels },
  });
}

/** The parts that no route asks for are empty. */
function alertOf(routable: Routable): Alert {
  return {
    ...routable,
    id: "",
    fingerprint: "",
    priority: "low",
    priorityReason: "",
    status: "active",
    title: "",
    message: "",
    annotations: {},
    details: {},
    metrics: {},
    recommendations: [],
    count: 1,
    runId: null,
    value: null,
    threshold: null,
    firstSeenAt: 0,
    lastSeenAt: 0,
    resolvedAt: null,
    acknowledgedBy: null,
    assignedTo: null,
  };
}

function oneWord<Word extends string>(label: string, words: readonly Word[], text: string): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const meant = nearest(text, words);
  throw new UsageError({
    code: "USAGE",
    what: `No alert has the ${label} ${text}.`,
    whatToDo: `${meant === null ? "" : `Did you mean ${meant}? `}Take one of: ${words.join(", ")}.`,
  });
}

/** A node of the routing tree with all that it takes over. */
export type RouteNodeView = {
  readonly path: string;
  readonly matchers: readonly string[];
  readonly channel: string | null;
  readonly continue: boolean;
  readonly min_severity: string | null;
  readonly group_by: readonly string[];
  readonly group_wait_seconds: number;
  readonly group_interval_seconds: number;
  readonly repeat_interval_seconds: number;
  readonly mute_time_intervals: readonly string[];
  readonly active_time_intervals: readonly string[];
  readonly escalate: readonly { readonly after_seconds: number; readonly channel: string }[];
  readonly routes: readonly RouteNodeView[];
};

/** The tree as it holds: what a branch doesn't say it takes over. */
export function routeTree({ config }: OpenedProject): RouteNodeView {
  return viewOf(config.settings.route ?? { routes: [] }, "route", null);
}

const rootView = {
  channel: null,
  min_severity: null,
  group_by: ["job", "type"],
  group_wait_seconds: 0,
  group_interval_seconds: 300,
  repeat_interval_seconds: 14_400,
  escalate: [],
};

function viewOf(node: RouteNode, path: string, parent: RouteNodeView | null): RouteNodeView {
  const above = parent ?? rootView;
  const seconds = (ms: number | undefined, inherited: number): number =>
    ms === undefined ? inherited : ms / 1000;
  const own = {
    path,
    matchers: "matchers" in node ? node.matchers : [],
    channel: node.channel ?? above.channel,
    continue: "matchers" in node && node.continue,
    min_severity: node.min_severity ?? above.min_severity,
    group_by: node.group_by ?? above.group_by,
    group_wait_seconds: seconds(node.group_wait, above.group_wait_seconds),
    group_interval_seconds: seconds(node.group_interval, above.group_interval_seconds),
    repeat_interval_seconds: seconds(node.repeat_interval, above.repeat_interval_seconds),
    mute_time_intervals: "matchers" in node ? node.mute_time_intervals : [],
    active_time_intervals: "matchers" in node ? node.active_time_intervals : [],
    escalate:
      node.escalate?.map(({ after, channel }) => ({ after_seconds: after / 1000, channel })) ??
      above.escalate,
  };
  const view = { ...own, routes: [] };
  return { ...own, routes: node.routes.map((branch, at) => viewOf(branch, `${path}.routes[${at}]`, view)) };
}

/** The document of `routes test --json` (design section 15). */
export function routeTestDocument(test: RouteTest): { readonly [key: string]: Json } {
  return {
    channels: [...test.channels],
    routes: test.routes.map((route) => ({ ...route })),
    suppressed_by: test.suppressedBy && holdDocument(test.suppressedBy),
    muted: test.muted.map(({ channel, by }) => ({ channel, ...holdDocument(by) })),
    untold: test.untold.map((one) => ({ ...one })),
    reason: test.reason,
  };
}

function holdDocument({ kind, name, until }: HeldBy): { kind: string; name: string; until: string | null } {
  return { kind, name, until: until === null ? null : new Date(until).toISOString() };
}
