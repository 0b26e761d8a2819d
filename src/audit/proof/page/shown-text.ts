const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text as the page has it: no character of it is markup, and what turns, hides or breaks text (controls, bidi marks, zero-width
 * spaces, lone surrogates) is written out as `\u{…}`, so that two different names never look alike by it.
 */
export function shownText(text: string): string {
  return text
    .replace(
      /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
