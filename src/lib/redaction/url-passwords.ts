import { mask } from "./mask.ts";

// From `://` on, because a scheme's letters can't be told from other letters without looking twice. Up to the last `@` of
// the word: `@` and `/` in a password make no valid URL, but SQLAlchemy takes them. A port is no password.
const userInfo = /(:\/\/[^\s:/?#@"'<>]{0,128}):(?!\*\*\*@|\d{1,5}(?:[/?#\s]|$))[^\s"'<>]{1,256}@/g;

/** Text in which the passwords of all URLs are masked: `postgres://etl:***@host/db`. */
export function redactUrlPasswords(text: string): string {
  return text.includes("://") ? text.replace(userInfo, `$1:${mask}@`) : text;
}
