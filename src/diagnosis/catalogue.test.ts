import { describe, expect, it } from "vitest";
import { diagnose } from "./diagnose.ts";
import { signatures } from "./signatures/index.ts";
import { SpokenLog } from "./spoken-log.ts";

describe("the catalogue of failures", () => {
  it("has each signature once", () => {
    const ids = signatures.map(({ id }) => id);
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it.each(signatures.map((signature) => [signature.id, signature] as const))(
    "knows %s by its line",
    (_, signature) => {
      const log = new SpokenLog();
      log.add("plugin-x", signature.example);
      const role = signature.notOf === "tap" ? "target" : "tap";
      const diagnosis = diagnose({
        log,
        plugin: "plugin-x",
        role,
        exitCode: 1,
        cause: null,
        blockError: null,
        stopped: null,
      });
      expect(diagnosis).toMatchObject({ category: signature.category, plugin: "plugin-x", role });
      expect(diagnosis.cause).not.toMatch(/[{}]/);
      expect(diagnosis.advice.join(" ")).not.toMatch(/[{}]/);
    },
  );
});
