import type { Notification } from "../model/alert.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";

const channelDead = "channel_dead";
const notDelivered = "message_undelivered";
const recipientsRefused = "recipients_refused";

/** The channel a signal says something about and that is not to be told of it itself; `null` for any other signal. */
export function channelSpokenOf({ name, labels }: Pick<Signal, "name" | "labels">): string | null {
  return name === channelDead || name === notDelivered ? (labels["channel"] ?? null) : null;
}

/** What was found out about a channel; no error is that it is over. */
export interface ChannelOutcome {
  readonly at: number;
  readonly labels: Labels;
  readonly error: string | null;
}

/**
 * That a channel does not work (`firing`, with what it said) or works again (`resolved`). Routing never tells the
 * channel itself, and a repeat is only counted, so that two dead channels can't keep telling each other.
 */
export function channelSignal({ channel }: Pick<Notification, "channel">, outcome: ChannelOutcome): Signal {
  return about(channel, outcome, {
    name: channelDead,
    severity: "error",
    title: `Channel ${channel} does not deliver`,
    over: `Channel ${channel} takes notifications again.`,
    advice: `Mend the channel's settings or its other side, then: pitchpipe channels test ${channel}`,
  });
}

/** That a message a channel had taken never reached its recipients, or that messages reach them again. */
export function undeliveredSignal(channel: string, outcome: ChannelOutcome): Signal {
  return about(channel, outcome, {
    name: notDelivered,
    severity: "error",
    title: `Messages through ${channel} do not arrive`,
    over: `Messages through ${channel} arrive again.`,
    advice: "Check the recipients' numbers, and what the vendor's own log says of the message.",
  });
}

/** That a channel takes messages for some of its recipients only, or for all of them again. */
export function refusedSignal(channel: string, outcome: ChannelOutcome): Signal {
  return about(channel, outcome, {
    name: recipientsRefused,
    severity: "warning",
    title: `Channel ${channel} refuses some recipients`,
    over: `Channel ${channel} takes messages for all its recipients again.`,
    advice: `Mend or remove the recipients that are refused, then: pitchpipe channels test ${channel}`,
  });
}

interface Words {
  readonly name: string;
  readonly severity: Signal["severity"];
  readonly title: string;
  readonly over: string;
  readonly advice: string;
}

function about(channel: string, { at, labels, error }: ChannelOutcome, words: Words): Signal {
  return {
    name: words.name,
    type: "system_health",
    category: "system",
    severity: words.severity,
    state: error === null ? "resolved" : "firing",
    title: words.title,
    message: error === null ? words.over : `${channel}: ${error}`,
    labels: { ...labels, channel },
    annotations: {},
    details: {},
    recommendations: [words.advice],
    value: null,
    threshold: null,
    runId: null,
    at,
  };
}
