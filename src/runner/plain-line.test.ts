import { describe, expect, it } from "vitest";
import { plainFields } from "./plain-line.ts";

describe("a line of the plain form", () => {
  it("is Meltano's error where it says which plugin could not be started", () => {
    expect(plainFields("Cannot start plugin tap-shop: Catalog discovery failed")).toEqual({
      event: "Cannot start plugin tap-shop: Catalog discovery failed",
      level: "error",
    });
  });

  it("is read from what Python says of an error that could not be written", () => {
    expect(plainFields("Message: 'Cannot start plugin tap-shop: it said:\\n can\\'t open'")).toEqual({
      event: "Cannot start plugin tap-shop: it said:\n can't open",
      level: "error",
    });
  });

  it("says who failed also where it could not be written", () => {
    expect(plainFields("Message: 'Loader failed'")).toEqual({ event: "Loader failed", level: "error" });
  });

  it("is nobody's where a plugin may have written it", () => {
    expect(plainFields("Message: 'hello'")).toBeNull();
  });
});
