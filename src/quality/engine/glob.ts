/** How special a key of `streams` is, to be compared from the left; the more special of two wins. */
export type Specificity = readonly [exact: number, named: number, literal: number, place: number];

/** Whether a key (a glob over the stream's name, or over `tap/stream`) means a stream. */
export function matchesStream(key: string, stream: string, tap: string | null): boolean {
  if (key === stream) return true;
  if (matchesGlob(key, stream)) return true;
  return tap !== null && key.includes("/") && matchesGlob(key, `${tap}/${stream}`);
}

/** A name without a wildcard, then one that names the tap, then the one with more letters of its own, then the later one. */
export function specificityOf(key: string, place: number): Specificity {
  const literal = key.replaceAll(/[*?]/g, "").length;
  return [literal === key.length ? 1 : 0, key.includes("/") ? 1 : 0, literal, place];
}

export function moreSpecific(a: Specificity, b: Specificity): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}

/** `*` is any text, `?` one character. Never backtracks further than to the last `*`. */
export function matchesGlob(glob: string, text: string): boolean {
  let [at, inText, star, resume] = [0, 0, -1, 0];
  while (inText < text.length) {
    if (glob[at] === "*") {
      star = at++;
      resume = inText;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === text[inText])) {
      at++;
      inText++;
    } else if (star !== -1) {
      at = star + 1;
      inText = ++resume;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}
