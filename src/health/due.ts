/** A check that is due each minute is made each minute, however little early a pass comes. */
const earlyMs = 5_000;

/** The share of its interval by which a check may come earlier or later, so that not all come at once for ever. */
const jitter = 0.1;

/**
 * Whether it is time to look again. The jitter is the same for the same name and last look, so that each process that
 * asks gets the same answer.
 */
export function isDue(
  {
    name,
    every,
    checkedAt,
  }: { readonly name: string; readonly every: number; readonly checkedAt: number | null },
  now: number,
): boolean {
  // A clock that went back must not keep a check from being made.
  if (checkedAt === null || checkedAt > now) return true;
  const shift = (fraction(`${name} ${checkedAt}`) - 0.5) * 2 * jitter * every;
  return now - checkedAt >= every + shift - Math.min(earlyMs, every / 2);
}

/** FNV-1a over the text, between 0 and 1. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
