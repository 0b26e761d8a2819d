import { z } from "zod";
import { duration } from "../lib/setting-types.ts";
import type { Labels } from "../model/labels.ts";
import { type Severity, severities } from "../model/severity.ts";
import { type AlertType, alertTypes, eventTypes } from "../model/signal.ts";
import { matcherList } from "./matcher-settings.ts";

/** Another channel that is told when nobody has taken an alert in hand for so long. */
const escalationStep = z
  .strictObject({
    after: duration.meta({ description: "How long nobody has acknowledged it, since it was first told." }),
    channel: z.string().min(1).meta({ description: "The channel that is told then." }),
  })
  .meta({ whole: true });

const positive = duration.refine((ms) => ms > 0, { error: "must be more than 0s" });

/** What a route says and routes below it take over. */
const inherited = {
  channel: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The channel that is told; routes below take it over unless they name their own." }),
  min_severity: z
    .enum(severities)
    .optional()
    .meta({ description: "What is milder is stored and shown, but not told here. Taken over below." }),
  group_by: z.array(z.string().min(1)).optional().meta({
    description:
      "Alerts with equal values of these labels are told together; `['...']` tells each alert alone. Taken over below.",
    defaultText: "`[job, type]`",
  }),
  group_wait: duration.optional().meta({
    description: "How long the first alert of a group waits for others. Taken over below.",
    defaultText: "`0s`",
  }),
  group_interval: positive.optional().meta({
    description: "How long a group that was told waits before new alerts of it are told. Taken over below.",
    defaultText: "`5m`",
  }),
  repeat_interval: positive.optional().meta({
    description: "How long until a group that is still on is told again. Taken over below.",
    defaultText: "`4h`",
  }),
  escalate: z.array(escalationStep).optional().meta({
    description: "Who is told when nobody acknowledges, step by step. Taken over below; `[]` is nobody.",
  }),
};

export interface EscalationStep {
  readonly after: number;
  readonly channel: string;
}

/** What every node of the tree may say. */
interface NodeSettings {
  readonly channel?: string | undefined;
  readonly min_severity?: Severity | undefined;
  readonly group_by?: readonly string[] | undefined;
  readonly group_wait?: number | undefined;
  readonly group_interval?: number | undefined;
  readonly repeat_interval?: number | undefined;
  readonly escalate?: readonly EscalationStep[] | undefined;
  readonly routes: readonly BranchSettings[];
}

/** A branch of the routing tree, with Alertmanager's meaning: the first that fits takes it, unless it continues. */
export interface BranchSettings extends NodeSettings {
  readonly matchers: readonly string[];
  readonly continue: boolean;
  readonly mute_time_intervals: readonly string[];
  readonly active_time_intervals: readonly string[];
}

const intervalNames = z.array(z.string().min(1)).default([]);

const branchSettings: z.ZodType<BranchSettings> = z
  .strictObject({
    ...inherited,
    matchers: matcherList
      .default([])
      .meta({ description: 'All must fit, such as `severity="critical"`.', literal: true }),
    continue: z
      .boolean()
      .default(false)
      .meta({ description: "Also look at the branches that stand after this one." }),
    mute_time_intervals: intervalNames.meta({
      description:
        "Time intervals in which this route holds back what is new; a digest follows. Not taken over below.",
    }),
    active_time_intervals: intervalNames.meta({
      description: "The only time intervals in which this route tells what is new. Not taken over below.",
    }),
    get routes() {
      return z.array(branchSettings).default([]);
    },
  })
  .meta({ description: "A branch: told to its channel where its matchers fit.", whole: true });

/** `route:`, the root of the tree. */
export const routeSettings = z
  .strictObject({ ...inherited, routes: z.array(branchSettings).default([]) })
  .meta({ description: "Which alert goes to which channel. Without it every channel is told." });

export type RouteSettings = z.output<typeof routeSettings>;

/** A node of the tree: the root or a branch. */
export type RouteNode = RouteSettings | BranchSettings;

/** A name in the tree and where it stands, such as `route.routes[0].channel`. */
export interface NamedChannel {
  readonly path: string;
  readonly channel: string;
}

/** Every channel name in the tree with its path, for the check that it exists. */
export function namedChannels(route: RouteNode, path = "route"): NamedChannel[] {
  return [
    ...(route.channel === undefined ? [] : [{ path: `${path}.channel`, channel: route.channel }]),
    ...(route.escalate ?? []).map(({ channel }, at) => ({
      path: `${path}.escalate[${at}].channel`,
      channel,
    })),
    ...route.routes.flatMap((branch, at) => namedChannels(branch, `${path}.routes[${at}]`)),
  ];
}

/** Whether any node of the tree says where its alerts go; where none does every channel is told. */
export function namesChannel(route: RouteNode): boolean {
  return route.channel !== undefined || route.routes.some(namesChannel);
}

/** Every name of a time interval in the tree with its path. */
export function namedIntervals(
  route: RouteNode,
  path = "route",
): { readonly path: string; readonly interval: string }[] {
  const own = (["mute_time_intervals", "active_time_intervals"] as const).flatMap((key) =>
    "matchers" in route
      ? route[key].map((interval, at) => ({ path: `${path}.${key}[${at}]`, interval }))
      : [],
  );
  return [...own, ...route.routes.flatMap((branch, at) => namedIntervals(branch, `${path}.routes[${at}]`))];
}

/** Every matcher in the tree with its path. */
export function namedMatchers(
  route: RouteNode,
  path = "route",
): { readonly path: string; readonly matcher: string }[] {
  const own =
    "matchers" in route
      ? route.matchers.map((matcher, at) => ({ path: `${path}.matchers[${at}]`, matcher }))
      : [];
  return [...own, ...route.routes.flatMap((branch, at) => namedMatchers(branch, `${path}.routes[${at}]`))];
}

/**
 * A type whose critical alerts no route takes, `null` where all are taken. Judged by an alert with no labels but what
 * every alert has; `fits` says whether matchers, as texts, fit labels.
 */
export function untakenCritical(
  route: RouteSettings,
  fits: (matchers: readonly string[], labels: Labels) => boolean,
): AlertType | null {
  if (!namesChannel(route)) return null;
  const types = alertTypes.filter((type) => !eventTypes.has(type));
  const taken = (node: RouteNode, labels: Labels, inherited: string | undefined): boolean => {
    const channel = node.channel ?? inherited;
    const branches = node.routes.filter(({ matchers }) => fits(matchers, labels));
    if (branches.length === 0) return channel !== undefined;
    const reached = branches.findIndex((branch) => !branch.continue);
    const walked = reached === -1 ? branches : branches.slice(0, reached + 1);
    return walked.some((branch) => taken(branch, labels, channel));
  };
  return types.find((type) => !taken(route, { name: type, type, severity: "critical" }, undefined)) ?? null;
}
