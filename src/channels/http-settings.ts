import { duration, filePath, httpUrl } from "../lib/setting-types.ts";

/** How long one try may take. */
export const timeoutKey = duration
  .prefault("10s")
  .meta({ description: "How long one try may take, from name look-up to the end of the answer." });

/** The keys of every channel that speaks HTTP. */
export const httpKeys = {
  timeout: timeoutKey,
  ca: filePath
    .optional()
    .meta({ description: "A file with certificates (PEM) to trust beside the usual ones.", path: true }),
};

/** An address that is itself the secret. */
export const secretUrl = httpUrl.meta({ sensitive: true });

/** Where a vendor's API is; another one for proxies, regions and tests. */
export function apiUrl(fallback: string) {
  return httpUrl.default(fallback).meta({
    description: "The address of the API, where it is not the vendor's usual one (a region, a relay).",
  });
}
