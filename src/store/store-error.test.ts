import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FatalError, UsageError } from "../lib/errors.ts";
import { codeOf, factsLost, isStoreTrouble, isUnreadable, storeErrorOf } from "./store-error.ts";

const withCode = (code: string, message = "m"): Error => Object.assign(new Error(message), { code });

describe("what a driver threw", () => {
  it.each([
    ["SQLITE_BUSY_SNAPSHOT", "Another process"],
    ["SQLITE_READONLY_DIRECTORY", "read-only"],
    ["SQLITE_FULL", "full"],
    ["SQLITE_IOERR_WRITE", "limit"],
    ["SQLITE_CANTOPEN_ISDIR", "folder"],
    ["ENOSPC", "full"],
    ["EACCES", "may not write"],
    ["ECONNREFUSED", "does not answer"],
    ["08006", "does not answer"],
    ["57P01", "does not answer"],
    ["28P01", "refused the user"],
    ["3D000", "no such database"],
    ["42501", "may not do that"],
    ["25006", "read-only"],
    ["53100", "out of a resource"],
    ["55P03", "Another process"],
    ["40P01", "Another process"],
    ["SQLITE_NOMEM", "m"],
    ["", "m"],
  ])("with code %s is trouble with the store, and says why", (code, why) => {
    const error = storeErrorOf(withCode(code), "/p/x.db");
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", why: expect.stringContaining(why) });
    expect(error?.message).toContain("/p/x.db");
    expect(isStoreTrouble(error)).toBe(true);
  });

  it.each(["SQLITE_CORRUPT_INDEX", "SQLITE_NOTADB"])("with code %s is damage", (code) => {
    expect(storeErrorOf(withCode(code), "x")).toMatchObject({ code: "STORE_DAMAGED" });
  });

  it.each(["SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_ERROR", "22P05", "23505", "42601"])(
    "with code %s is about the statement and not the store",
    (code) => {
      expect(storeErrorOf(withCode(code), "x")).toBeNull();
    },
  );

  it.each([
    ["SQLITE_ERROR", "no such table: audit_entries"],
    ["SQLITE_ERROR", "no such column: body"],
    ["SQLITE_ERROR", "table segments has no column named hash"],
    ["SQLITE_ERROR", "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint"],
    ["42P01", 'relation "pitchpipe.audit_entries" does not exist'],
    ["42703", 'column "body" does not exist'],
  ])("with code %s is damage where something was taken away: %s", (code, message) => {
    const error = storeErrorOf(withCode(code, message), "/p/x.db");
    expect(error).toMatchObject({ code: "STORE_DAMAGED", why: `The database says: ${message}.` });
    expect([isUnreadable(error), isUnreadable(storeErrorOf(withCode("SQLITE_NOTADB"), "x"))]).toEqual([
      false,
      true,
    ]);
  });

  it("is ours where it is a TypeError, and stays where it is one of ours already", () => {
    const ours = new UsageError({ code: "USAGE", what: "w" });
    expect(storeErrorOf(new TypeError("t"), "x")).toBeNull();
    expect(storeErrorOf(ours, "x")).toBe(ours);
    expect([isStoreTrouble(ours), isStoreTrouble("text"), isStoreTrouble(null)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(isStoreTrouble(new FatalError({ code: "STORE_NEWER", what: "w" }))).toBe(true);
  });

  it("gives one line whatever was thrown", () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        const error = storeErrorOf(thrown, "x");
        expect(`${error?.message}${error?.why}`).not.toContain("\n");
        expect(typeof codeOf(thrown)).toBe("string");
      }),
    );
  });

  it("says in one line why facts are lost", () => {
    expect(factsLost("/s", withCode("EROFS"))).toMatchObject({ why: expect.stringContaining("read-only") });
    expect(factsLost("/s", new Error("first\nsecond"))).toMatchObject({ why: "first" });
  });
});
