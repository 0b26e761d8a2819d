import type { LimitSettings } from "../channels/settings.ts";
import type { Labels } from "../model/labels.ts";
import { atLeast, type Severity } from "../model/severity.ts";
import type { Signal } from "../model/signal.ts";
import { channelSpokenOf } from "./channel-health.ts";
import { compileMatchers, type Matcher, matchesAll } from "./matcher.ts";
import { type EscalationStep, namesChannel, type RouteNode, type RouteSettings } from "./route-settings.ts";

/** What routing needs to know of the configured channels, by name. */
export type ChannelFloors = Readonly<
  Record<
    string,
    {
      readonly min_severity?: Severity | undefined;
      readonly send_resolved: boolean;
      readonly limits?: LimitSettings | undefined;
    }
  >
>;

export interface RoutingSettings {
  readonly route?: RouteSettings | undefined;
  readonly channels: ChannelFloors;
}

/** One channel a route leads to, with all that the route and those around it say. */
export interface Destination {
  readonly channel: string;
  /** Where the route stands, such as `route.routes[0]`. */
  readonly path: string;
  readonly minSeverity: Severity | undefined;
  /** Labels whose equal values make a group; `null` tells each alert alone. */
  readonly groupBy: readonly string[] | null;
  readonly groupWait: number;
  readonly groupInterval: number;
  readonly repeatInterval: number;
  readonly escalate: readonly EscalationStep[];
  readonly muteIn: readonly string[];
  readonly activeIn: readonly string[];
}

/** What of a signal or an alert decides where it goes. */
export type Routable = Pick<Signal, "name" | "type" | "category" | "severity" | "labels">;

/** Who is told about a signal, and who is not and why. */
export interface Routing {
  readonly told: readonly string[];
  readonly destinations: readonly Destination[];
  readonly untold: readonly { readonly channel: string; readonly reason: string }[];
  /** One sentence for the alert's history. */
  readonly reason: string;
}

/** The tree made ready to be walked. */
export interface Router {
  /** The channels of the tree, else all of them, whatever their floors. */
  readonly destinations: (labels: Labels) => readonly Destination[];
  /** A destination outside the tree: of a signal that names its channels itself. */
  readonly direct: (channel: string) => Destination;
  readonly channels: ChannelFloors;
}

/** The path of channels that a signal names itself. */
export const directPath = "signal";

/** `name, type, category, severity` match like labels. */
export function matchable({ labels, name, type, category, severity }: Routable): Labels {
  return { ...labels, name, type, category, severity };
}

/** The router of these settings. */
export function createRouter({ route, channels }: RoutingSettings): Router {
  const root = own(route ?? { routes: [] }, rootDefaults, "route");
  const direct = (channel: string): Destination => ({ ...root, channel, path: directPath });
  if (route === undefined || !namesChannel(route)) {
    const all = Object.keys(channels).map((channel) => ({ ...root, channel }));
    return { destinations: () => all, direct, channels };
  }
  const tree = compile(route, rootDefaults, "route");
  return { destinations: (labels) => walk(tree, labels), direct, channels };
}

/** Who is told of a signal, who is not, and why. */
export function routeBy(router: Router, signal: Routable & Pick<Signal, "channels">): Routing {
  const wanted = (signal.channels?.map(router.direct) ?? router.destinations(matchable(signal))).map(
    (destination) => ({ destination, refusal: refusal(signal, destination, router.channels) }),
  );
  const told = new Map<string, Destination>();
  for (const { destination, refusal } of wanted)
    if (refusal === null && !told.has(destination.channel)) told.set(destination.channel, destination);
  const untold = wanted.flatMap(({ destination: { channel }, refusal }) =>
    refusal === null || told.has(channel) ? [] : [{ channel, reason: refusal }],
  );
  const names = [...told.keys()];
  return { told: names, destinations: [...told.values()], untold, reason: explain(names, untold, router) };
}

/** Why a channel is not told of a signal although a route leads there; `null` where it is. */
export function refusal(
  signal: Routable,
  { channel, minSeverity }: Pick<Destination, "channel" | "minSeverity">,
  channels: ChannelFloors,
): string | null {
  const settings = channels[channel];
  if (settings === undefined) return "no channel of that name is configured";
  if (channelSpokenOf(signal) === channel) return "it is the channel that does not work";
  const floor = [settings.min_severity, minSeverity].find(
    (least) => least !== undefined && !atLeast(signal.severity, least),
  );
  return floor === undefined ? null : `${signal.severity} is below ${floor}`;
}

type Inherited = Omit<Destination, "channel" | "path" | "muteIn" | "activeIn"> & {
  readonly channel: string | undefined;
};

const rootDefaults: Inherited = {
  channel: undefined,
  minSeverity: undefined,
  groupBy: ["job", "type"],
  groupWait: 0,
  groupInterval: 5 * 60_000,
  repeatInterval: 4 * 3_600_000,
  escalate: [],
};

interface TreeNode {
  readonly matchers: readonly Matcher[];
  readonly continues: boolean;
  readonly destination: Destination | null;
  readonly branches: readonly TreeNode[];
}

function compile(node: RouteNode, parent: Inherited, path: string): TreeNode {
  const all = own(node, parent, path);
  const { channel } = all;
  return {
    matchers: "matchers" in node ? compileMatchers(node.matchers) : [],
    continues: "matchers" in node && node.continue,
    destination: channel === undefined ? null : { ...all, channel },
    branches: node.routes.map((branch, at) => compile(branch, all, `${path}.routes[${at}]`)),
  };
}

/** What holds at a node: its own word, else that of the node around it. Time intervals are not taken over. */
function own(node: RouteNode, parent: Inherited, path: string): Inherited & Omit<Destination, "channel"> {
  const groupBy = node.group_by ?? parent.groupBy;
  return {
    channel: node.channel ?? parent.channel,
    path,
    minSeverity: node.min_severity ?? parent.minSeverity,
    groupBy: groupBy?.includes("...") ? null : groupBy,
    groupWait: node.group_wait ?? parent.groupWait,
    groupInterval: node.group_interval ?? parent.groupInterval,
    repeatInterval: node.repeat_interval ?? parent.repeatInterval,
    escalate: node.escalate ?? parent.escalate,
    muteIn: "matchers" in node ? node.mute_time_intervals : [],
    activeIn: "matchers" in node ? node.active_time_intervals : [],
  };
}

/**
 * Alertmanager's walk: depth first, children in order, the first that fits takes the signal unless it continues;
 * where no child fits the node itself takes it.
 */
function walk(node: TreeNode, labels: Labels): readonly Destination[] {
  const found: Destination[] = [];
  let fitted = false;
  for (const branch of node.branches) {
    if (!matchesAll(branch.matchers, labels)) continue;
    fitted = true;
    found.push(...walk(branch, labels));
    if (!branch.continues) break;
  }
  if (fitted) return found;
  return node.destination === null ? [] : [node.destination];
}

function explain(told: readonly string[], untold: Routing["untold"], { channels }: Router): string {
  const not = untold.map(({ channel, reason }) => `not ${channel}: ${reason}`);
  if (told.length > 0) return [`goes to ${told.join(", ")}`, ...not].join("; ");
  if (Object.keys(channels).length === 0) return "nobody is told: no channel is configured";
  return ["nobody is told", ...(not.length > 0 ? not : ["no route takes it"])].join("; ");
}
