import { describe, expect, it } from "vitest";
import {
  checkpointDocument,
  checkpointFault,
  headsOf,
  newKeyPem,
  readSigningKey,
  signCheckpoint,
} from "./checkpoint.ts";

const key = readSigningKey(newKeyPem());
if (key === null) throw new Error("a new key is a key");
const heads = new Map([
  ["store", { number: 12, hash: "a".repeat(64) }],
  ["0195544f-8c21-7d4a-9f3e-5b0c1d2e3f40", { number: 3, hash: "b".repeat(64) }],
]);
const checkpoint = signCheckpoint(
  { kind: "checkpoint", at: "2026-03-02T04:12:41.318Z", store: "c".repeat(64), entries: 15, heads },
  key,
);

describe("a checkpoint", () => {
  it("is believed as it was signed, also after it lay in a file", () => {
    const read = checkpointDocument.parse(JSON.parse(JSON.stringify(checkpoint)));
    expect(checkpointFault(read)).toBeNull();
    expect(headsOf(read)).toEqual(heads);
    expect(read.key).toBe(key.fingerprint);
  });

  it.each([
    ["another time", { at: "2026-03-02T04:12:41.319Z" }],
    ["another count", { entries: 14 }],
    ["another meaning: all before its heads may be gone", { kind: "cut" as const }],
    ["a head less", { heads: checkpoint.heads.slice(1) }],
    ["another signature", { signature: Buffer.alloc(64).toString("base64") }],
    ["a signature that is none", { signature: "?" }],
    ["no key", { public_key: "-----BEGIN PUBLIC KEY-----" }],
  ])("is not believed with %s", (_, change) => {
    expect(checkpointFault({ ...checkpoint, ...change })).not.toBeNull();
  });

  it("signed anew by another key doesn't pass for the old one's", () => {
    const other = readSigningKey(newKeyPem());
    if (other === null) throw new Error("a new key is a key");
    const forged = signCheckpoint(
      { kind: "checkpoint", at: checkpoint.at, store: checkpoint.store, entries: 15, heads },
      other,
    );
    expect(checkpointFault(forged)).toBeNull();
    expect(forged.key).not.toBe(checkpoint.key);
    expect(checkpointFault({ ...forged, key: checkpoint.key })).toContain("key");
  });

  it.each(["", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])(
    "needs a key that is one: %j",
    (pem) => {
      expect(readSigningKey(pem)).toBeNull();
    },
  );
});
