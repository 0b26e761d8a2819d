/** How many messages a second a kind of destination takes, and how many at once. */
interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What vendors say they take; where they say nothing, what does no harm. */
const rates: Readonly<Record<string, Rate>> = {
  slack: { perSecond: 1, burst: 10 },
  teams: { perSecond: 4, burst: 4 },
  discord: { perSecond: 2.5, burst: 5 },
  pagerduty: { perSecond: 4, burst: 40 },
  sms: { perSecond: 1, burst: 10 },
  whatsapp: { perSecond: 1, burst: 10 },
  email: { perSecond: 10, burst: 50 },
};
const otherRate: Rate = { perSecond: 100, burst: 200 };

/** Token buckets, one a channel. */
export interface Pace {
  /** Takes a token; answers how long to wait before using it, in milliseconds. */
  readonly take: (channel: { readonly name: string; readonly type: string }, now: number) => number;
}

/** Fresh buckets. They belong to this process: several processes at once take as many times the rate. */
export function createPace(): Pace {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take: ({ name, type }, now) => {
      const { perSecond, burst } = rates[type] ?? otherRate;
      const held = buckets.get(name) ?? { tokens: burst, at: now };
      const gained = (Math.max(0, now - held.at) / 1000) * perSecond;
      const tokens = Math.min(burst, held.tokens + gained) - 1;
      buckets.set(name, { tokens, at: now });
      return tokens >= 0 ? 0 : Math.ceil((-tokens / perSecond) * 1000);
    },
  };
}
