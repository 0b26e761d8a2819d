import { sampleNotification } from "../alerts/index.ts";
import type { DeliveryResult } from "../channels/index.ts";
import { ConfigError, UsageError } from "../lib/errors.ts";
import { nearest } from "../lib/nearest.ts";
import type { Recipient } from "../model/alert.ts";
import { listChannels } from "./channel-listing.ts";
import type { OpenedProject } from "./open-project.ts";
import { createChannels } from "./project-channels.ts";

const testTimeoutMs = 30_000;

/** What a test of a channel showed, as `channels test --json` prints it. */
export interface ChannelTest {
  readonly channel: string;
  readonly ok: boolean;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly duration_seconds: number | null;
  /** Each recipient's own result, where the channel has several. */
  readonly recipients?: readonly RecipientTest[];
}

export type RecipientTest = {
  readonly to: string;
  readonly status: Recipient["status"];
  readonly status_code: number | null;
  readonly error: string | null;
};

/**
 * Sends a real message through a channel, past routes, floors and outbox, and answers what really happened. Raises
 * `CHANNEL_UNKNOWN`, or `CHANNEL_MISCONFIGURED` where there is nothing to send with.
 */
export async function testChannel(project: OpenedProject, name: string): Promise<ChannelTest> {
  const channel = createChannels(project).get(name);
  if (channel === undefined) throw unusable(project, name);
  const { clock, newId } = project;
  const startedAt = clock.now();
  const labels = { project: project.project.name, environment: project.environment };
  const result = await channel.send(sampleNotification(name, { now: startedAt, newId, labels }), {
    signal: AbortSignal.timeout(testTimeoutMs),
  });
  return { channel: name, ...outcome(result), duration_seconds: Math.max(0, clock.now() - startedAt) / 1000 };
}

/** Tests every channel at once; one that can't be used is not ok, for that reason. */
export function testChannels(project: OpenedProject): Promise<ChannelTest[]> {
  return Promise.all(
    channelNames(project).map(async (name): Promise<ChannelTest> => {
      if (Object.hasOwn(project.config.settings.channels, name)) return testChannel(project, name);
      const { why } = unusable(project, name);
      return { channel: name, ok: false, status_code: null, error: why, duration_seconds: null };
    }),
  );
}

/** Raises what is wrong with the first of these names that no channel can be used by. */
export function requireChannels(project: OpenedProject, names: readonly string[]): void {
  const { ownChannels, config } = project;
  const wrong = names.find(
    (name) => !Object.hasOwn(config.settings.channels, name) && !ownChannels.has(name),
  );
  if (wrong !== undefined) throw unusable(project, wrong);
}

function outcome(result: DeliveryResult): Omit<ChannelTest, "channel" | "duration_seconds"> {
  const { statusCode, recipients = [] } = result;
  const several = recipients.length > 1 ? { recipients: recipients.map(recipientDocument) } : {};
  return result.kind === "accepted"
    ? { ok: true, status_code: statusCode, error: null, ...several }
    : { ok: false, status_code: statusCode, error: result.error, ...several };
}

function recipientDocument({ to, status, statusCode, error }: Recipient): RecipientTest {
  return { to, status, status_code: statusCode, error };
}

/** Every name under `channels`, also of those that can't be used. */
function channelNames(project: OpenedProject): string[] {
  const written = project.config.problems.flatMap(({ path, severity }) =>
    severity === "error" ? (/^channels\.([^.[]+)/.exec(path)?.[1] ?? []) : [],
  );
  return [...new Set([...listChannels(project).map(({ name }) => name), ...written])];
}

function unusable(project: OpenedProject, name: string): ConfigError | UsageError {
  const names = channelNames(project);
  if (!names.includes(name)) return unknown(name, names);
  const lacking = listChannels(project).find((row) => row.name === name);
  const wrong = project.config.problems.find(({ path }) => `${path}.`.startsWith(`channels.${name}.`));
  return new ConfigError({
    code: "CHANNEL_MISCONFIGURED",
    what: `The channel ${name} can't be used.`,
    why:
      lacking === undefined
        ? (wrong?.message ?? "Something is wrong with its settings.")
        : `It refers to ${lacking.missing.join(", ")}, which is not there.`,
    whatToDo:
      lacking === undefined
        ? (wrong?.hint ?? "See `pitchpipe config check`.")
        : "Set it in the environment or in .env, or change channels in pitchpipe.yml.",
  });
}

function unknown(name: string, names: readonly string[]): UsageError {
  const meant = nearest(name, names);
  return new UsageError({
    code: "CHANNEL_UNKNOWN",
    what: `No channel is named ${name}.`,
    why: names.length === 0 ? "There are no channels yet." : `There are: ${names.join(", ")}.`,
    whatToDo: meant === null ? "See `pitchpipe channels list`." : `Did you mean ${meant}?`,
  });
}
