import { basename, join } from "node:path";
import type { HttpOutcome } from "../../channels/http.ts";
import {
  type Channel,
  type ChannelEffects,
  createChannel,
  type DeliveryResult,
  type Http,
} from "../../channels/index.ts";
import type { Settings } from "../../config/load.ts";
import type { OpenedProject } from "../open-project.ts";
import { channelEffects } from "../project-channels.ts";
import { markNotification, markWords } from "./mark.ts";

/** What a drill does to channels. */
export interface ChannelPlay {
  /** Messages really leave. */
  readonly send: boolean;
  /** Whether a channel is played dead now. */
  readonly isDead: (channel: string) => boolean;
  /** Where a `log` channel writes instead of its own file. */
  readonly folder: string;
}

const playedDead = "played dead by the drill";

/** The project's channels by name: real ones with marked messages; without `send` they take everything and send nothing. */
export function drillChannels(project: OpenedProject, play: ChannelPlay): ReadonlyMap<string, Channel> {
  const effects = drillEffects(project);
  const named = Object.entries(project.config.settings.channels).map(([name, settings]) => {
    const real = play.send ? createChannel(name, inFolder(settings, play.folder), effects) : null;
    const dead = speaksHttp.has(settings.type)
      ? createChannel(name, settings, { ...effects, http: refusing })
      : null;
    return [name, drillChannel({ name, type: settings.type, real, dead, play })] as const;
  });
  return new Map(named);
}

interface Played {
  readonly name: string;
  readonly type: string;
  /** `null` where nothing may leave. */
  readonly real: Channel | null;
  /** The real one before a refusing other side; `null` where that can't be had without leaving this machine. */
  readonly dead: Channel | null;
  readonly play: ChannelPlay;
}

function drillChannel({ name, type, real, dead, play }: Played): Channel {
  return {
    name,
    type,
    send: async (notification, options): Promise<DeliveryResult> => {
      if (play.isDead(name)) return refused(await dead?.send(markNotification(notification), options));
      if (real === null) return { kind: "accepted", statusCode: null, vendorId: null };
      return real.send(markNotification(notification), options);
    },
  };
}

/** A refusal that a channel's code takes for a passing one would be tried again for days: nobody waits that long. */
function refused(result: DeliveryResult | undefined): DeliveryResult {
  return result?.kind === "dead" ? result : { kind: "dead", statusCode: null, error: playedDead };
}

const speaksHttp: ReadonlySet<string> = new Set([
  "slack",
  "teams",
  "webhook",
  "discord",
  "pagerduty",
  "sms",
  "whatsapp",
  "alertmanager",
]);

/** What a vendor says of an address that is no more, without asking one. */
const gone: HttpOutcome = {
  kind: "answered",
  statusCode: 410,
  header: () => null,
  text: playedDead,
  broken: false,
};
const refusing: Http = { post: async () => gone, get: async () => gone };

/** The world as channels see it, the user's own words marked too. */
export function drillEffects(project: OpenedProject): ChannelEffects {
  const effects = channelEffects(project);
  const { words } = effects;
  if (words === undefined) return effects;
  return {
    ...effects,
    words: (notification, channel) => {
      const own = words(notification, channel);
      return own === null ? null : markWords(own);
    },
  };
}

/** A log in the project is the project's: the drill's lines go elsewhere. */
function inFolder(settings: Settings["channels"][string], folder: string): Settings["channels"][string] {
  return settings.type === "log" ? { ...settings, path: join(folder, basename(settings.path)) } : settings;
}
