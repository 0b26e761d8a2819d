import { resolve } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { redactUrl } from "../lib/redaction/index.ts";

/** Which database a `store.url` means. */
export type StoreAddress =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string; readonly location: string };

/** Reads `sqlite:<path>` (relative to `projectRoot`) or a PostgreSQL URL. Raises a `UsageError` for anything else. */
export function parseStoreUrl(url: string, projectRoot: string): StoreAddress {
  const path = /^sqlite:(?:\/\/)?(.+)$/s.exec(url)?.[1];
  if (path !== undefined && path !== ":memory:") return { kind: "sqlite", path: resolve(projectRoot, path) };
  if (/^postgres(?:ql)?:\/\/./.test(url)) return { kind: "postgres", url, location: redactUrl(url) };
  throw new UsageError({
    code: "STORE_UNAVAILABLE",
    what: `No store can be opened at ${redactUrl(url)}.`,
    why: "`store.url` must be `sqlite:<path>` or `postgres://user@host/database`.",
    whatToDo: "Correct `store.url` in pitchpipe.yml (or PITCHPIPE_STORE_URL), or leave it out.",
  });
}
