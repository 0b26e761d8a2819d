import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { insertEntries } from "./insert-entries.ts";

const entries = new Map([["tap-x", { type: "tcp", host: "h", port: 1, plugins: ["tap-x"] }]]);
const line = "tap-x: {type: tcp, host: h, port: 1, plugins: [tap-x]}";

describe("entries that are put into a configuration file", () => {
  it.each([
    ["that is not there", null, `version: 1\n\nhealth:\n  ${line}\n`],
    ["that is empty", "", `health:\n  ${line}\n`],
    ["that says something else", "version: 1 # one\n", `version: 1 # one\n\nhealth:\n  ${line}\n`],
    ["without its last newline", "version: 1", `version: 1\n\nhealth:\n  ${line}\n`],
    [
      "whose map has entries, comments and something behind it",
      "health: # checks\n    a: {type: store} # mine\n    b:\n      type: tcp # x\n      host: h\n      port: 2\n\n# channels\nchannels: {}\n",
      `health: # checks\n    a: {type: store} # mine\n    b:\n      type: tcp # x\n      host: h\n      port: 2\n    ${line}\n\n# channels\nchannels: {}\n`,
    ],
    [
      "whose map is in one line",
      "health: {a: {type: store}} # x\n",
      `health: {a: {type: store}, ${line}} # x\n`,
    ],
    ["whose map is empty", "health: {}\nversion: 1\n", `health: {${line}}\nversion: 1\n`],
    ["whose map is not begun", "health:\nversion: 1\n", `health:\n  ${line}\nversion: 1\n`],
    [
      "at whose end the map stands",
      "version: 1\nhealth:\n  a: {type: store}",
      `version: 1\nhealth:\n  a: {type: store}\n  ${line}\n`,
    ],
    [
      "of Windows",
      "version: 1\r\nhealth:\r\n  a: {type: store} # mine\r\n\r\nchannels: {}\r\n",
      `version: 1\r\nhealth:\r\n  a: {type: store} # mine\r\n  ${line}\r\n\r\nchannels: {}\r\n`,
    ],
    [
      "whose last entry is a text of several lines",
      "health:\n  a:\n    type: sql\n    query: |\n      select 1\nversion: 1\n",
      `health:\n  a:\n    type: sql\n    query: |\n      select 1\n  ${line}\nversion: 1\n`,
    ],
  ])("%s leave everything else as it was", (_, before, after) => {
    expect(insertEntries(before, "health", entries)).toBe(after);
  });

  it.each([
    ["can't be read", "health: [\n"],
    ["is no map", "- a\n"],
    ["has an alias there", "x: &x {a: 1}\nhealth: *x\n"],
    ["has a list there", "health: []\n"],
  ])("of a file that %s are refused", (_, text) => {
    expect(insertEntries(text, "health", entries)).toBeNull();
  });

  it("are read back as they were, whatever is in them", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()));
    const entry = fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), value, {
      minKeys: 1,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(entry, (one) => {
        const text = insertEntries(
          "version: 1 # x\nhealth:\n  a: {type: store}\n",
          "health",
          new Map([["n", one]]),
        );
        expect(parse(text ?? "")).toEqual({ version: 1, health: { a: { type: "store" }, n: { ...one } } });
      }),
    );
  });
});
