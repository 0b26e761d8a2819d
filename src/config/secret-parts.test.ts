import { describe, expect, it } from "vitest";
import { secretParts } from "./secret-parts.ts";

describe("the parts of a secret", () => {
  it.each([
    ["s3cret", []],
    ["https://hooks.example.com/", []],
    ["https://hooks.example.com/alerts/of/the/data-team", []],
    ["https://h.example.com/in?sig=aB3%2Fd-e_fgh1&api-version=1", ["aB3/d-e_fgh1", "aB3%2Fd-e_fgh1"]],
    ["https://discord.example/api/webhooks/1234567890/AbCdEf1234567890AbCdEf", ["AbCdEf1234567890AbCdEf"]],
  ])("of %s are it and %j", (secret, parts) => {
    expect(secretParts(secret)).toEqual([secret, ...parts]);
  });
});
