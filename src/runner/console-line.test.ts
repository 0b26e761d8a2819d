import { describe, expect, it } from "vitest";
import { consoleFields } from "./console-line.ts";

const head = "2026-11-21T22:22:43.993323Z [info     ] ";

describe("a line of the console form", () => {
  it("is the plugin's also where what it said begins with spaces", () => {
    expect(consoleFields(`${head}tap-facebook   File "api.py", line 3`)).toMatchObject({
      name: "tap-facebook",
      event: '  File "api.py", line 3',
    });
    expect(consoleFields(`${head}tap-shop         raise error`)).toMatchObject({
      name: "tap-shop",
      event: "    raise error",
    });
  });

  it("is Meltano's where no plugin's name stands in the column", () => {
    expect(consoleFields(`${head}Loading   orders`)).not.toHaveProperty("name");
  });
});
