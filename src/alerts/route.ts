import type { Labels } from "../model/labels.ts";
import { atLeast, type Severity } from "../model/severity.ts";
import type { Signal } from "../model/signal.ts";
import { channelSpokenOf } from "./channel-health.ts";
import { matchesAll, parseMatcher } from "./matcher.ts";
import { type BranchSettings, namedChannels, type RouteSettings } from "./settings.ts";

/** What routing needs to know of the configured channels, by name. */
export type ChannelFloors = Readonly<
  Record<string, { readonly min_severity?: Severity | undefined; readonly send_resolved: boolean }>
>;

export interface RoutingSettings {
  readonly route?: RouteSettings | undefined;
  readonly channels: ChannelFloors;
}

/** Who is told about a signal, and who is not and why. */
export interface Routing {
  readonly told: readonly string[];
  readonly untold: readonly { readonly channel: string; readonly reason: string }[];
  /** One sentence for the alert's history. */
  readonly reason: string;
}

/** The channels a signal goes to: those it names itself, else those of the routing tree, else all of them. */
export function routeSignal(signal: Signal, settings: RoutingSettings): Routing {
  const wanted = candidates(signal, settings).map((candidate) => ({
    ...candidate,
    refusal: refusal(signal, candidate, settings.channels),
  }));
  const told = [...new Set(wanted.filter(({ refusal }) => refusal === null).map(({ channel }) => channel))];
  const untold = wanted.flatMap(({ channel, refusal }) =>
    refusal === null || told.includes(channel) ? [] : [{ channel, reason: refusal }],
  );
  return { told, untold, reason: explain(told, untold, settings) };
}

interface Candidate {
  readonly channel: string;
  readonly minSeverity: Severity | undefined;
}

function candidates(signal: Signal, { route, channels }: RoutingSettings): Candidate[] {
  const byName = (names: readonly string[], minSeverity?: Severity): Candidate[] =>
    names.map((channel) => ({ channel, minSeverity }));
  if (signal.channels !== undefined) return byName(signal.channels);
  if (route === undefined) return byName(Object.keys(channels));
  if (namedChannels(route).length === 0) return byName(Object.keys(channels), route.min_severity);
  return walk(route, matchable(signal), {});
}

/** `name, type, category, severity` match like labels. */
function matchable({ labels, name, type, category, severity }: Signal): Labels {
  return { ...labels, name, type, category, severity };
}

/**
 * Alertmanager's walk: depth first, children in order, the first that fits takes the signal unless it continues;
 * where no child fits the node itself takes it. Children inherit what they don't say.
 */
function walk(
  node: RouteSettings | BranchSettings,
  labels: Labels,
  parent: { readonly channel?: string | undefined; readonly min_severity?: Severity | undefined },
): Candidate[] {
  const own = {
    channel: node.channel ?? parent.channel,
    min_severity: node.min_severity ?? parent.min_severity,
  };
  const found: Candidate[][] = [];
  for (const branch of node.routes) {
    if (!fits(branch, labels)) continue;
    found.push(walk(branch, labels, own));
    if (!branch.continue) break;
  }
  if (found.length > 0) return found.flat();
  return own.channel === undefined ? [] : [{ channel: own.channel, minSeverity: own.min_severity }];
}

/** A matcher that can't be read fits nothing: the settings' schema has refused it before. */
function fits({ matchers }: BranchSettings, labels: Labels): boolean {
  const parsed = matchers.map(parseMatcher).filter((matcher) => typeof matcher !== "string");
  return parsed.length === matchers.length && matchesAll(parsed, labels);
}

function refusal(signal: Signal, candidate: Candidate, channels: ChannelFloors): string | null {
  const { severity } = signal;
  const channel = channels[candidate.channel];
  if (channel === undefined) return "no channel of that name is configured";
  if (channelSpokenOf(signal) === candidate.channel) return "it is the channel that does not work";
  const floor = [channel.min_severity, candidate.minSeverity].find(
    (least) => least !== undefined && !atLeast(severity, least),
  );
  return floor === undefined ? null : `${severity} is below ${floor}`;
}

function explain(told: readonly string[], untold: Routing["untold"], { channels }: RoutingSettings): string {
  const not = untold.map(({ channel, reason }) => `not ${channel}: ${reason}`);
  if (told.length > 0) return [`goes to ${told.join(", ")}`, ...not].join("; ");
  if (Object.keys(channels).length === 0) return "nobody is told: no channel is configured";
  return ["nobody is told", ...(not.length > 0 ? not : ["no route takes it"])].join("; ");
}
