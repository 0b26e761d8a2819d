import { leadsTo } from "../channels/index.ts";
import type { Json } from "../lib/canonical-json.ts";
import type { OpenedProject } from "./open-project.ts";

/** A channel as `channels list` shows it. */
export interface ChannelRow {
  readonly name: string;
  /** `null` for one that can't be used. */
  readonly type: string | null;
  /** Where it leads to, without anything that could be a secret. */
  readonly target: string | null;
  readonly min_severity: string | null;
  readonly send_resolved: boolean | null;
  readonly status: "ready" | "misconfigured";
  /** Variables and files it refers to that are not there. */
  readonly missing: readonly string[];
}

/** Every channel of the settings, also those that can't be used, in the order of the file. */
export function listChannels({ config }: OpenedProject): ChannelRow[] {
  const ready = Object.entries(config.settings.channels).map(
    ([name, settings]): ChannelRow => ({
      name,
      type: settings.type,
      target: leadsTo(settings),
      min_severity: settings.min_severity ?? null,
      send_resolved: settings.send_resolved,
      status: "ready",
      missing: [],
    }),
  );
  const lacking = config.misconfigured
    .filter(({ path }) => path.startsWith("channels."))
    .map(
      ({ name, missing }): ChannelRow => ({
        name,
        type: null,
        target: null,
        min_severity: null,
        send_resolved: null,
        status: "misconfigured",
        missing,
      }),
    );
  return [...ready, ...lacking];
}

/** The document of `channels list --json`. */
export function channelsDocument(rows: readonly ChannelRow[]): Json {
  return { channels: rows.map((row) => ({ ...row, missing: [...row.missing] })) };
}
