import { describe, expect, it } from "vitest";
import { isSomeSecret } from "./some-secret.ts";

describe("a value in a map of open names", () => {
  it.each([
    ["Authorization", "x"],
    ["X-Auth", "x"],
    ["X-Api-Key", "short"],
    ["Cookie", "a=b"],
    ["X-Access-Token", "x"],
    ["Proxy-Authorization", "Basic x"],
    ["X-Team", "9f86d081884c7d659a2feaa0c55ad015"],
    ["X-Team", "Bearer abcdefghij0123456789abc"],
    ["X-Team", "AbCdEfGhIjKlMnOpQrStUvWx"],
  ])("is a secret as %s: %s", (name, value) => {
    expect(isSomeSecret(name, value)).toBe(true);
  });

  it.each([
    ["X-Team", "data-team"],
    ["X-Team", "data-team-of-europe-and-africa"],
    ["Accept", "application/json"],
    ["X-Environment", "prod"],
    ["X-Since", "2026-01-01T00:00:00"],
    ["X-Say", "the nightly load of all the orders"],
  ])("is none as %s: %s", (name, value) => {
    expect(isSomeSecret(name, value)).toBe(false);
  });
});
