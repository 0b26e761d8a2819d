import { gunzipSync, gzipSync } from "node:zlib";

/** Lines as the store keeps them: a JSON array, gzipped. */
export function packLines(lines: readonly string[]): Buffer {
  return gzipSync(JSON.stringify(lines));
}

export function unpackLines(packed: Uint8Array): string[] {
  return JSON.parse(gunzipSync(packed).toString("utf8")) as string[];
}
