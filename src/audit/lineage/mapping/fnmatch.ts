/** Python's `fnmatch`: `*`, `?`, `[a-z]`, `[!a]`; everything else is itself. Linear in pattern times text. */
export function fnmatch(text: string, pattern: string): boolean {
  const wanted = partsOf(pattern);
  const letters = [...text];
  let [at, part] = [0, 0];
  let [starAt, starPart] = [-1, -1];
  while (at < letters.length) {
    const one = wanted[part];
    if (one === "*") [starPart, starAt, part] = [part, at, part + 1];
    else if (one?.(letters[at] ?? "") === true) [at, part] = [at + 1, part + 1];
    else if (starPart === -1) return false;
    else [starAt, at, part] = [starAt + 1, starAt + 1, starPart + 1];
  }
  return wanted.slice(part).every((one) => one === "*");
}

type Part = "*" | ((letter: string) => boolean);

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (const [whole] of pattern.matchAll(/\[!?\]?[^\]]*\]|./gsu))
    if (whole === "*") parts.push("*");
    else if (whole === "?") parts.push(() => true);
    else if (whole.length > 1 && whole.startsWith("[")) parts.push(classOf(whole));
    else parts.push((letter) => letter === whole);
  return parts;
}

function classOf(text: string): (letter: string) => boolean {
  const isNot = text[1] === "!";
  const inside = text.slice(isNot ? 2 : 1, -1);
  const ranges = [...inside.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, one]) => [from ?? one, to ?? one]);
  return (letter) => ranges.some(([from = "", to = ""]) => from <= letter && letter <= to) !== isNot;
}
