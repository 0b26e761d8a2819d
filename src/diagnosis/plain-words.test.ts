import { describe, expect, it } from "vitest";
import { plainWords } from "./plain-words.ts";

describe("the plain words of a line", () => {
  it("take identifiers apart", () => {
    expect(
      plainWords("{'ok': False, 'error': 'missing_scope', 'reason': 'userRateLimitExceeded'}").message,
    ).toBe("ok false error missing scope reason user rate limit exceeded");
  });

  it("tell an exception's name from what it says, and leave its module out", () => {
    expect(plainWords("gql.transport.exceptions.TransportQueryError: Field 'id' doesn't exist")).toEqual({
      name: "transport query error",
      message: "field id does not exist",
    });
  });

  it("have no addresses and no paths", () => {
    expect(plainWords("Error: nothing at https://login.example.com/timeout in /srv/locks/x").message).toBe(
      "error nothing at url in path",
    );
  });

  it("leave out what a logger puts before them", () => {
    for (const line of [
      "CRITICAL Invalid login attempt",
      "2026-11-21 21:58:24,101 tap ERROR: Invalid login attempt",
      "ERROR:root:Invalid login attempt",
    ])
      expect(plainWords(line), line).toEqual({
        name: "",
        message: expect.stringMatching(/invalid login attempt$/),
      });
  });

  it("end a sentence where it ends", () => {
    expect(plainWords("Token refreshed. Invalid date: 2026-13-01").message).toBe(
      "token refreshed . invalid date 2026 13 01",
    );
  });
});
