import type { ResourceSample } from "../../model/plugin-resources.ts";

/** Stretches of like length, thinned out as they become many. */
export interface Series {
  readonly stretchMs: number;
  readonly samples: readonly ResourceSample[];
}

/** So many bars a plugin has at most. */
export const mostSamples = 60;

/** A look every two seconds is a stretch of its own, until there are too many. */
export const emptySeries: Series = { stretchMs: 2500, samples: [] };

/** Takes in what was seen since the last look. */
export function addSample({ stretchMs, samples }: Series, sample: ResourceSample): Series {
  const more = joined([...samples, sample], stretchMs);
  if (more.length <= mostSamples) return { stretchMs, samples: more };
  return { stretchMs: stretchMs * 2, samples: joined(more, stretchMs * 2) };
}

/** Neighbours that together are no longer than a stretch become one. */
function joined(samples: readonly ResourceSample[], stretchMs: number): ResourceSample[] {
  const result: ResourceSample[] = [];
  for (const sample of samples) {
    const last = result.at(-1);
    if (last === undefined || last.ms + sample.ms > stretchMs) result.push(sample);
    else result[result.length - 1] = both(last, sample);
  }
  return result;
}

function both(one: ResourceSample, next: ResourceSample): ResourceSample {
  const ms = one.ms + next.ms;
  const rss = [one.rssBytes, next.rssBytes].filter((bytes) => bytes !== null);
  return {
    at: next.at,
    ms,
    cpuPercent: ms === 0 ? 0 : (one.cpuPercent * one.ms + next.cpuPercent * next.ms) / ms,
    rssBytes: rss.length === 0 ? null : Math.max(...rss),
  };
}
