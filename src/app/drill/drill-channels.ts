import { basename, join } from "node:path";
import {
  type Channel,
  type ChannelEffects,
  createChannel,
  type DeliveryResult,
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

export const playedDead = "played dead by the drill";

/** The project's channels by name: real ones with marked messages; without `send` they take everything and send nothing. */
export function drillChannels(project: OpenedProject, play: ChannelPlay): ReadonlyMap<string, Channel> {
  const effects = markedEffects(channelEffects(project));
  const named = Object.entries(project.config.settings.channels).map(([name, settings]) => {
    const real = play.send ? createChannel(name, inFolder(settings, play.folder), effects) : null;
    return [name, drillChannel({ name, type: settings.type, real, play })] as const;
  });
  return new Map(named);
}

interface Played {
  readonly name: string;
  readonly type: string;
  /** `null` where nothing may leave. */
  readonly real: Channel | null;
  readonly play: ChannelPlay;
}

function drillChannel({ name, type, real, play }: Played): Channel {
  return {
    name,
    type,
    send: async (notification, options): Promise<DeliveryResult> => {
      if (play.isDead(name)) return { kind: "dead", statusCode: null, error: playedDead };
      if (real === null) return { kind: "accepted", statusCode: null, vendorId: null };
      return real.send(markNotification(notification), options);
    },
  };
}

function markedEffects(effects: ChannelEffects): ChannelEffects {
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
