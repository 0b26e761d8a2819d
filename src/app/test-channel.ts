import { sampleNotification } from "../alerts/index.ts";
import type { DeliveryResult } from "../channels/index.ts";
import type { Json } from "../lib/canonical-json.ts";
import { ConfigError, UsageError } from "../lib/errors.ts";
import { nearest } from "../lib/nearest.ts";
import { createAlerting } from "./alerting.ts";
import { listChannels } from "./channel-listing.ts";
import type { OpenedProject } from "./open-project.ts";

const testTimeoutMs = 30_000;

/**
 * Sends a real message through a channel, past routes, floors and outbox, and answers what really happened. Raises
 * `CHANNEL_UNKNOWN`, or `CHANNEL_MISCONFIGURED` where there is nothing to send with.
 */
export async function testChannel(
  project: OpenedProject,
  name: string,
): Promise<{ readonly [key: string]: Json }> {
  const channel = createAlerting(project).channels.get(name);
  if (channel === undefined) throw unusable(project, name);
  const { clock, newId } = project;
  const startedAt = clock.now();
  const labels = { project: project.project.name, environment: project.environment };
  const result = await channel.send(sampleNotification(name, { now: startedAt, newId, labels }), {
    signal: AbortSignal.timeout(testTimeoutMs),
  });
  return { channel: name, ...outcome(result), duration_seconds: Math.max(0, clock.now() - startedAt) / 1000 };
}

/** Raises what is wrong with the first of these names that no channel can be used by. */
export function requireChannels(project: OpenedProject, names: readonly string[]): void {
  const wrong = names.find((name) => !Object.hasOwn(project.config.settings.channels, name));
  if (wrong !== undefined) throw unusable(project, wrong);
}

function outcome(result: DeliveryResult): { ok: boolean; status_code: number | null; error: string | null } {
  const { statusCode } = result;
  return result.kind === "accepted"
    ? { ok: true, status_code: statusCode, error: null }
    : { ok: false, status_code: statusCode, error: result.error };
}

function unusable(project: OpenedProject, name: string): ConfigError | UsageError {
  const rows = listChannels(project);
  const lacking = rows.find((row) => row.name === name && row.status === "misconfigured");
  if (lacking !== undefined)
    return new ConfigError({
      code: "CHANNEL_MISCONFIGURED",
      what: `The channel ${name} can't be used.`,
      why: `It refers to ${lacking.missing.join(", ")}, which is not there.`,
      whatToDo: "Set it in the environment or in .env, or change channels in pitchpipe.yml.",
    });
  const names = rows.map((row) => row.name);
  const meant = nearest(name, names);
  return new UsageError({
    code: "CHANNEL_UNKNOWN",
    what: `No channel is named ${name}.`,
    why: names.length === 0 ? "There are no channels yet." : `There are: ${names.join(", ")}.`,
    whatToDo: meant === null ? "See `pitchpipe channels list`." : `Did you mean ${meant}?`,
  });
}
