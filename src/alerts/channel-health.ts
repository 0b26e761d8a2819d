import type { Notification } from "../model/alert.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";

const channelDead = "channel_dead";

/** The channel a signal says something about, `null` for any other signal. */
export function channelSpokenOf({ name, labels }: Pick<Signal, "name" | "labels">): string | null {
  return name === channelDead ? (labels["channel"] ?? null) : null;
}

/**
 * That a channel does not work (`firing`, with what it said) or works again (`resolved`). Routing never tells the
 * channel itself, and a repeat is only counted, so that two dead channels can't keep telling each other.
 */
export function channelSignal(
  { channel }: Pick<Notification, "channel">,
  outcome: { readonly at: number; readonly labels: Labels; readonly error: string | null },
): Signal {
  const { at, labels, error } = outcome;
  return {
    name: channelDead,
    type: "system_health",
    category: "system",
    severity: "error",
    state: error === null ? "resolved" : "firing",
    title: `Channel ${channel} does not deliver`,
    message: error === null ? `Channel ${channel} takes notifications again.` : `${channel}: ${error}`,
    labels: { ...labels, channel },
    annotations: {},
    details: {},
    recommendations: [
      `Mend the channel's settings or its other side, then: pitchpipe channels test ${channel}`,
    ],
    value: null,
    threshold: null,
    runId: null,
    at,
  };
}
