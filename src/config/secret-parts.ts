import { isSomeSecret } from "./some-secret.ts";

/** A shorter part of an address is a word that messages may hold. */
const shortest = 8;

/**
 * A secret as others may say it again: all of it, and of an address the parts that make it one, such as a key in its
 * query or the random end of its path.
 */
export function secretParts(secret: string): readonly string[] {
  const url = /^https?:/i.test(secret) ? URL.parse(secret) : null;
  if (url === null) return [secret];
  const path = url.pathname.split("/").filter((part) => isSomeSecret("", part));
  const query = [...url.searchParams.values()];
  const raw = url.search
    .slice(1)
    .split("&")
    .map((pair) => pair.slice(pair.indexOf("=") + 1));
  return [secret, ...new Set([...path, ...query, ...raw].filter((part) => part.length >= shortest))];
}
