import { mask } from "./mask.ts";
import { isSecretName } from "./secret-name.ts";
import { redactShapes } from "./shapes.ts";
import { redactUrlPasswords } from "./url-passwords.ts";

const secretParameters = new Set(["sig", "signature", "key", "code", "auth"]);

/**
 * A URL that may be shown: without its password, a token that stands in for the user, and secret parameters. Works on
 * text, so that what is not masked stays as it was written, also where it is no valid URL.
 */
export function redactUrl(url: string): string {
  return redactShapes(redactUrlPasswords(url))
    .replace(/(:\/\/)([^\s:/?#@]{20,256})@/, (match, start: string, user: string) =>
      /\d/.test(user) ? `${start}${mask}@` : match,
    )
    .replace(/([?&;#])([^=&;#\s]{1,100})=([^&;#\s]+)/g, (match, mark: string, name: string) =>
      isSecretName(name) || secretParameters.has(name.toLowerCase()) ? `${mark}${name}=${mask}` : match,
    );
}
