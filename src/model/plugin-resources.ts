import type { PluginRole } from "./run.ts";

/** A stretch of a plugin's life. `at` is its end, `ms` its length. */
export interface ResourceSample {
  readonly at: number;
  readonly ms: number;
  /** 100 is one core. */
  readonly cpuPercent: number;
  /** The most memory in the stretch; `null` where the system does not tell. */
  readonly rssBytes: number | null;
}

/**
 * What a plugin of a run, with all it started, took from the machine, as of the last look at it. `null` is what the
 * system does not tell. Meltano itself is `meltano`, with the role `other`.
 */
export interface PluginResources {
  readonly name: string;
  readonly role: PluginRole;
  readonly cpuSeconds: number | null;
  /** Over the time it was there; 100 is one core. */
  readonly cpuPercent: number | null;
  readonly maxRssBytes: number | null;
  /** From and to disks. */
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
  /** Oldest first, a bounded number of stretches of like length. */
  readonly samples: readonly ResourceSample[];
}
