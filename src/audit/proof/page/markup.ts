import { shownText } from "./shown-text.ts";

/** Markup that may stand on the page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Markup | string | number | readonly Markup[];

/** A piece of the page; everything put into it that is no markup is text and nothing else. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const filled = parts.map((part, at) => `${part}${at < pieces.length ? markupOf(pieces[at] ?? "") : ""}`);
  return new Markup(filled.join(""));
}

function markupOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "object") return piece.map(({ text }) => text).join("\n");
  return shownText(String(piece));
}
