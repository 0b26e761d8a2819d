import { describe, expect, it } from "vitest";
import { plainWords } from "./plain-words.ts";
import { categoryByWords } from "./weigh-words.ts";

describe("the kind that a sentence's words are usual for", () => {
  it.each([
    ["You have used all 10000 API units for today", "rate_limit"],
    ["Your trial is over, contact sales to activate the account", "auth"],
    ["Record was modified by another user, please reload", "lock"],
    ["The requested report was deleted or archived", "config"],
    ["We're experiencing problems with our backend", "network"],
  ])("of “%s” is %s", (line, category) => {
    expect(categoryByWords(plainWords(line))).toBe(category);
  });

  it("is open where few words speak for one, or for two the same", () => {
    expect(categoryByWords(plainWords("It did not work"))).toBeNull();
    expect(categoryByWords(plainWords("schema socket"))).toBeNull();
  });
});
