/** A channel that a drill plays dead, and how that begins and ends. */
export interface ChannelPlayedDead {
  /** From here on a channel is played dead; or works again, with `null`. The first one asked, with `any`. */
  readonly play: (channel: string | "any" | null) => void;
  /** Whether a channel is just now. */
  readonly isDead: (channel: string) => boolean;
  /** The channel that is, or was. */
  readonly victim: () => string | null;
}

/** None is, at first. */
export function channelPlayedDead(): ChannelPlayedDead {
  let wanted: string | null = null;
  let name: string | null = null;
  return {
    play: (channel) => {
      wanted = channel;
      if (channel !== null && channel !== "any") name = channel;
    },
    isDead: (channel) => {
      if (wanted === "any") wanted = name = channel;
      return wanted === channel;
    },
    victim: () => name,
  };
}
