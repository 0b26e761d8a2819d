import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { walkerCode } from "../../assembly/compile.ts";

const file = join(import.meta.dirname, "../../src/quality/walker/walker-code.generated.ts");

it("the walker's module is what its sources compile to (if not: npm run generate)", async () => {
  expect(readFileSync(file, "utf8")).toBe(await walkerCode());
});
