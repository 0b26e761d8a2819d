import { describe, expect, it } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

describe("the diff of a file", () => {
  it("is empty where nothing changes", () => {
    expect(unifiedDiff("a.yml", "a\n", "a\n")).toBe("");
  });

  it("shows what comes and goes with its surroundings", () => {
    expect(unifiedDiff("a.yml", "a\nb\n", "a\nc\n")).toBe(
      "--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n",
    );
  });

  it("shows a file that is new, and one that loses its last newline", () => {
    expect(unifiedDiff("a.yml", null, "a\n")).toBe("--- /dev/null\n+++ b/a.yml\n@@ -0,0 +1,1 @@\n+a\n");
    expect(unifiedDiff("a.yml", "a\n", "a")).toContain("\\ No newline at end of file");
  });
});
