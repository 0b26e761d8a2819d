import { expect, it } from "vitest";
import { localTimeIn } from "./local-time.ts";

it("tells weekday and hour in a zone, daylight saving time included", () => {
  const berlin = localTimeIn("Europe/Berlin");
  expect(berlin(Date.UTC(2026, 0, 4, 23, 30))).toEqual({ weekday: 1, hour: 0 });
  expect(berlin(Date.UTC(2026, 2, 29, 0, 30))).toEqual({ weekday: 0, hour: 1 });
  expect(berlin(Date.UTC(2026, 2, 29, 1, 30))).toEqual({ weekday: 0, hour: 3 });
});

it("takes an unknown zone for UTC", () => {
  expect(localTimeIn("Mars/Base")(Date.UTC(2026, 0, 4, 0))).toEqual({ weekday: 0, hour: 0 });
});
