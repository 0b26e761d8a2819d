/** A text without the byte order mark it may begin with, and the mark, to be put back. */
export function splitBom(text: string): { readonly bom: string; readonly body: string } {
  const bom = text.startsWith("\ufeff") ? "\ufeff" : "";
  return { bom, body: text.slice(bom.length) };
}
