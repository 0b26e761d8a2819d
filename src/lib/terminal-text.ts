// Escape sequences: CSI, OSC and other strings (to their end, else to the end of the line), and two-character ones.
const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

// Control characters but tab and newline, and what turns or hides text: bidi marks, zero-width spaces, separators, tags.
// The joiners U+200C and U+200D stay: Persian and many emoji need them.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** Text that is safe to print: without ANSI sequences, control, bidi and zero-width characters. Tabs and newlines stay. */
export function stripControl(text: string): string {
  return text.replace(escapeSequences, "").replace(invisible, "");
}

/** Text as a part of a line: names of streams and datasets may hold tabs and newlines, and must make no line of their own. */
export function onOneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ");
}
