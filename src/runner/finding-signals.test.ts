import { describe, expect, it } from "vitest";
import { aFinding, aRun } from "../../test/fixtures/store/samples.ts";
import type { Finding } from "../model/finding.ts";
import { findingSignals } from "./finding-signals.ts";

const run = aRun({ labels: { team: "data" }, endedAt: 5 });
const signalsOf = (...findings: readonly Partial<Finding>[]) =>
  findingSignals(
    run,
    findings.map((changes) => ({ tap: "tap-x", finding: aFinding(changes) })),
  );

describe("findings become signals", () => {
  it("one for each check and stream, the worst field in front", () => {
    const signals = signalsOf(
      { field: "a", violations: 1, message: "a is null." },
      { field: "b", violations: 9, message: "b is null." },
      { field: "c", severity: "error", level: "fail", message: "c is null." },
      { stream: "items" },
    );
    expect(signals.map(({ labels, severity, title }) => [labels["stream"], severity, title])).toEqual([
      ["orders", "error", "orders: c is null."],
      ["items", "warning", "items: id is null."],
    ]);
    expect(signals[0]?.message).toContain("b is null. (9 of 10)");
    expect(signals[0]?.value).toBe(9);
  });

  it("with labels that name stream, check, tap and owner", () => {
    const [signal] = signalsOf({ owner: "ann" });
    expect(signal).toMatchObject({
      ...{ name: "not_null", type: "data_quality", state: "firing", at: 5, runId: run.runId },
      labels: {
        ...{ project: "shop", environment: "dev", job: "daily-load", plugin: "tap-x", stream: "orders" },
        ...{ check: "not_null(id)", owner: "ann", team: "data" },
      },
    });
  });

  it("with a share of rows only where rows were counted", () => {
    const [counted] = signalsOf({
      check: "row_count",
      message: "2 records came.",
      violations: 1,
      records: 2,
    });
    expect(counted?.message.split("\n")[0]).toBe("2 records came.");
    const [rows] = signalsOf({ check: "not_null", message: "id is null.", violations: 1, records: 2 });
    expect(rows?.message.split("\n")[0]).toBe("id is null. (1 of 2)");
  });

  it("but not for what is in shadow or below its threshold", () => {
    expect(signalsOf({ mode: "shadow" }, { level: "none" })).toEqual([]);
  });

  it("with the command that shows rows set aside", () => {
    const [signal] = signalsOf({ action: "quarantine" });
    expect(signal?.recommendations.at(-1)).toMatch(/^pitchpipe quarantine show /);
    expect(signal?.message).toContain("Rows: went into quarantine");
  });
});
