import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { stripControl } from "../../lib/terminal-text.ts";
import { type FindingView, findingLines } from "./finding-lines.ts";

const colors = pc.createColors(false);
const runId = "0199aaaa-0000-7000-8000-000000000001";

function lines(...changes: readonly Partial<FindingView>[]): string[] {
  const findings = changes.map((change) => ({
    ...{ name: "unique_id", stream: "orders", severity: "warning", outcome: "violated", mode: "active" },
    ...{ action: "keep", records: 1000, violations: 12, message: "id came before." },
    ...change,
  }));
  return findingLines(findings, { runId, colors });
}

describe("findings in a summary", () => {
  it("are nothing where nothing was found", () => {
    expect(lines()).toEqual([]);
    expect(lines({ mode: "shadow" })).toEqual([]);
  });

  it("begin with the counts", () => {
    expect(
      lines(
        { severity: "error", action: "quarantine" },
        {},
        { stream: "items", violations: 1, records: null },
      ),
    ).toEqual([
      "Findings: 1 error, 2 warning in 2 streams",
      "  error orders unique_id 12 of 1,000: id came before. (quarantine)",
      "  warning orders unique_id 12 of 1,000: id came before.",
      "  warning items unique_id 1: id came before.",
    ]);
  });

  it("show the worst five and where the rest is", () => {
    const all = lines(...Array.from({ length: 7 }, () => ({})));
    expect(all).toHaveLength(7);
    expect(all.at(-1)).toBe("  and 2 more: pitchpipe runs show 0199aaaa-0000 --json");
  });

  it("say what was not judged, apart", () => {
    expect(lines({ outcome: "insufficient_history" }, { outcome: "uninspected" })).toEqual([
      "Checks not judged: 1 with too little history, 1 that could not look at everything.",
    ]);
  });

  it("can't steer a terminal", () => {
    const text = lines({ stream: "a\u001b[2J", message: "x\u0007" }).join("");
    expect(text).toBe(stripControl(text));
  });
});
