import { describe, expect, it } from "vitest";
import { chooseExecutables } from "./choose-executables.ts";

const self = { path: "/opt/pitchpipe/dist/pitchpipe.js", lasting: true };

describe("what Meltano shall call", () => {
  it("is the project's own installation where there is one", () => {
    expect(chooseExecutables({ local: "../node_modules/.bin", onPath: true, self })).toEqual({
      installation: "local",
      executables: {
        pitchpipe: "../node_modules/.bin/pitchpipe",
        mapper: "../node_modules/.bin/pitchpipe-mapper",
      },
    });
  });

  it("is a bare name where pitchpipe is on PATH", () => {
    expect(chooseExecutables({ local: null, onPath: true, self })).toEqual({
      installation: "path",
      executables: { pitchpipe: "pitchpipe", mapper: "pitchpipe-mapper" },
    });
  });

  it("is else the program that runs, and the mapper beside it", () => {
    expect(chooseExecutables({ local: null, onPath: false, self })).toEqual({
      installation: "self",
      executables: {
        pitchpipe: "/opt/pitchpipe/dist/pitchpipe.js",
        mapper: "/opt/pitchpipe/dist/pitchpipe-mapper.js",
      },
    });
  });

  it.each([[null], [{ ...self, lasting: false }]])(
    "is never a program of npx's cache, which is gone tomorrow",
    (gone) => {
      expect(chooseExecutables({ local: null, onPath: false, self: gone })).toEqual({
        installation: "missing",
        executables: {
          pitchpipe: "./node_modules/.bin/pitchpipe",
          mapper: "./node_modules/.bin/pitchpipe-mapper",
        },
      });
    },
  );
});
