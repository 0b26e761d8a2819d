import { expect, it } from "vitest";
import { killAndCheck } from "./kill.ts";

const kills = 100;

it(`keeps the audit rule through ${kills} kills at random moments`, async () => {
  let states = 0;
  for (let kill = 0; kill < kills; kill++) {
    const isAway = kill % 4 === 3;
    const config = isAway ? { store: { url: "postgres://nobody@127.0.0.1:1/nowhere" } } : {};
    states += (await killAndCheck(200 + Math.random() * 900, config)).states;
  }
  expect(states).toBeGreaterThan(kills);
}, 900_000);
