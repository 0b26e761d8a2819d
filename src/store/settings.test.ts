import { describe, expect, it } from "vitest";
import { storeSettings } from "./settings.ts";

describe("the store's settings", () => {
  it.each([
    {},
    { url: "sqlite:.meltano/pitchpipe/pitchpipe.db" },
    { url: "sqlite:/var/lib/pitchpipe.db" },
    { url: "postgres://user@host/db" },
    { url: "postgresql://user:pass@host:5433/db?sslmode=require" },
  ])("take %j", (settings) => {
    expect(storeSettings.parse(settings)).toEqual(settings);
  });

  it.each([
    { url: "" },
    { url: "sqlite:" },
    { url: "sqlite::memory:" },
    { url: "mysql://h/d" },
    { path: "x" },
  ])("refuse %j", (settings) => {
    expect(storeSettings.safeParse(settings).success).toBe(false);
  });
});
