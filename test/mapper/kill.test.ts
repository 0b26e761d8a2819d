import { expect, it } from "vitest";
import { killAndCheck } from "./kill.ts";

it.each([350, 600, 900])("leaves no STATE without its segments when killed after %d ms", async (afterMs) => {
  const { states } = await killAndCheck(afterMs);
  expect(states).toBeGreaterThanOrEqual(0);
});

it("leaves none either while the store is away and only the spool is there", async () => {
  const { states } = await killAndCheck("a STATE got through", {
    store: { url: "postgres://nobody@127.0.0.1:1/nowhere" },
  });
  expect(states).toBeGreaterThan(0);
});
