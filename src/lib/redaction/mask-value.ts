const longest = 60;

/**
 * A value as its shape, so that a report can be passed on: letters become `a` and `A`, digits `9`; what is true, false,
 * null or a bracket says nothing about anybody and stays.
 */
export function maskValue(jsonText: string): string {
  if (/^(?:true|false|null|NaN|-?Infinity|\{…\}|\[…\])$/.test(jsonText)) return jsonText;
  const cut = jsonText.length > longest ? `${jsonText.slice(0, longest)}…` : jsonText;
  return cut
    .replace(/\p{Lu}/gu, "A")
    .replace(/\p{L}|\p{M}/gu, (letter) => (letter === "A" ? "A" : "a"))
    .replace(/\p{N}/gu, "9");
}
