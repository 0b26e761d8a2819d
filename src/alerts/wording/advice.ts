import type { MetricKind } from "./metric-kind.ts";
import type { Advice, Measurement } from "./recommendations.ts";

type Adviser = (measured: Measurement) => Advice[];

/** What to do about each kind of metric. The first advice is what helps to understand, the others to mend. */
export const adviceByKind: Readonly<Record<MetricKind, Adviser>> = {
  cpu: (m) => [
    topProcess(m) ?? plain(m, `See what uses the CPU${on(m)}: \`ps aux --sort=-%cpu | head\`.`),
    ...farBeyond(m, "Stop or move work that can wait, or give it more CPU."),
  ],
  memory: (m) => [
    topProcess(m) ?? plain(m, `See what uses the memory${on(m)}: \`ps aux --sort=-%mem | head\`.`),
    plain(
      m,
      "Compare with the last days: memory that only ever grows is a leak, and a restart only buys time.",
    ),
    ...farBeyond(m, "Restart the largest process before the system kills one."),
  ],
  disk: (m) => [
    plain(m, `See what fills it${on(m)}: \`du -xh / | sort -h | tail\`; logs and old extracts go first.`),
    ...farBeyond(m, "Free space now: a full disk stops the store and every target that writes files."),
  ],
  response_time: (m) => [
    plain(m, `Find the slowest calls${at(m)}: slow queries, locks and calls to other services.`),
    ...(m.percentile === null ? [] : [percentileAdvice(m.percentile)]),
    ...farBeyond(m, "Look at the last release and at what else runs at that time; take load off if you can."),
  ],
  errors: (m) => [
    plain(m, `Group the errors${at(m)} by their message and look at the most frequent first.`),
    ...farBeyond(m, "Take the last change back if the errors began with it."),
  ],
  cache_hits: (m) => [
    plain(
      m,
      "See whether the cache was emptied or restarted, whether it is too small, or whether its keys changed.",
    ),
    ...farBeyond(m, "Watch what stands behind the cache: it now gets the load."),
  ],
  success: (m) => [
    plain(m, "Look at which rule fails most often, and at a sample of what failed."),
    ...farBeyond(m, "Hold back what depends on it until you know whether the source or the rule changed."),
  ],
  queue: (m) => [
    plain(m, `See whether the consumers${on(m)} live and keep up; a queue grows when they don't.`),
    ...farBeyond(m, "Add consumers, or slow the producers down."),
  ],
  connections: (m) => [
    plain(
      m,
      `See who holds them${on(m)}: idle connections that are never given back, or a pool that is too large.`,
    ),
    ...farBeyond(m, "Close idle ones before new clients are refused."),
  ],
  run_duration: (m) => [
    plain(m, "Compare its streams with an earlier run: `pitchpipe runs show latest` names the slow side."),
  ],
  run_volume: (m) => [
    plain(
      m,
      "Compare with the run before: `pitchpipe runs list`; then ask the source whether it has the data.",
    ),
  ],
  run_failures: (m) => [
    plain(m, "Read why the last one failed: `pitchpipe runs show latest`; repeating won't help."),
  ],
  stream_quality: (m) => [plain(m, "See which check found it, with samples: `pitchpipe runs show latest`.")],
  staleness: (m) => [
    plain(m, "See when it last loaded and whether its schedule still runs: `pitchpipe runs list`."),
  ],
  delivery: (m) => [
    plain(
      m,
      "See what can't be delivered and why: `pitchpipe alerts deliveries list`; then `pitchpipe channels list`.",
    ),
  ],
  health: (m) => [plain(m, `See whether it can be reached${on(m)} from this host.`)],
  unknown: (m) => [
    plain(
      m,
      `Compare ${m.subject}${on(m)} with the same time yesterday and last week, and with what changed since.`,
    ),
  ],
};

function plain({ reason }: Measurement, text: string): Advice {
  return { text, because: reason };
}

function topProcess({ topProcess, resource }: Measurement): Advice | null {
  if (topProcess === null) return null;
  return {
    text: `Look at ${topProcess} first${resource === null ? "" : ` on ${resource}`}.`,
    because: "it is the busiest process that was reported",
  };
}

function farBeyond({ beyond, subject }: Measurement, text: string): Advice[] {
  if (beyond === null || beyond <= 50) return [];
  return [{ text, because: `${subject} is more than 50 % beyond its threshold` }];
}

function percentileAdvice(percentile: string): Advice {
  const share = Number((100 - Number(percentile)).toFixed(3));
  return {
    text: "Look at the slow calls themselves and not at the average, which hides them.",
    because: `P${percentile} is what the slowest ${Number.isFinite(share) ? `${share} %` : "few"} take at least`,
  };
}

function on({ resource }: Measurement): string {
  return resource === null ? "" : ` on ${resource}`;
}

function at(measured: Measurement): string {
  return measured.endpoint === null ? on(measured) : ` of ${measured.endpoint}`;
}
