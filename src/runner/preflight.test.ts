import { describe, expect, it } from "vitest";
import { twoLoads } from "../../test/fixtures/runs/two-loads.ts";
import { decidePreflight, endsOf, type PreflightCheck, preflightDiagnosis } from "./preflight.ts";

const plan = twoLoads;
const check = (name: string, more: Partial<PreflightCheck> = {}): PreflightCheck => ({
  check: name,
  status: "healthy",
  message: "answered",
  blockedBy: [],
  rootCause: null,
  plugins: [name],
  ...more,
});
const healthy = ["tap-x", "tap-z", "target-y"].map((name) => check(name));
const but = (...changed: readonly PreflightCheck[]): PreflightCheck[] => [
  ...healthy.filter(({ check: name }) => !changed.some((one) => one.plugins.includes(name))),
  ...changed,
];
const decided = (...changed: readonly PreflightCheck[]) => decidePreflight(plan, but(...changed));

describe("a preflight", () => {
  it("looks at the taps and targets of the run, each once, and at nothing else", () => {
    expect(endsOf(plan).map(({ name }) => name)).toEqual(["tap-x", "target-y", "tap-z"]);
    const other = check("elsewhere", { status: "unhealthy", plugins: ["tap-other"] });
    expect(decidePreflight(plan, [...healthy, other])).toEqual({ heldBack: null, notes: [] });
  });

  it("holds the run back where one of them is unhealthy, the first by the plan", () => {
    const bad = { status: "unhealthy", message: "connection refused" } as const;
    expect(decided(check("tap-z", bad), check("target-y", bad)).heldBack).toMatchObject({
      plugin: "target-y",
      role: "target",
      cause: "target-y is unhealthy, connection refused.",
      blamed: { check: "target-y" },
    });
  });

  it("names the root cause", () => {
    const vpn = check("vpn", { status: "unhealthy", message: "no answer within 10 s", plugins: [] });
    const blocked = { blockedBy: ["vpn"], rootCause: "vpn", plugins: ["target-y"] };
    for (const status of ["unhealthy", "unknown"] as const)
      expect(
        decidePreflight(plan, [...but(check("warehouse", { ...blocked, status })), vpn]).heldBack,
      ).toMatchObject({
        plugin: "target-y",
        cause: `target-y (check warehouse) is ${status}, because of vpn: no answer within 10 s.`,
        blamed: { check: "vpn" },
      });
  });

  it("goes on where something is not known or slow, and says so", () => {
    const unknown = check("tap-x", { status: "unknown", message: "the driver is not installed" });
    expect(decided(unknown, check("tap-z", { status: "degraded", message: "slow" }))).toEqual({
      heldBack: null,
      notes: ["tap-x is unknown: the driver is not installed.", "tap-z is degraded: slow."],
    });
    expect(decidePreflight(plan, healthy.slice(0, 2)).notes).toEqual([
      "Nothing is known to look at for target-y.",
    ]);
  });

  it("has a dossier with the check that says so, its kind, and what to type", () => {
    const { heldBack } = decided(
      check("target-y", { status: "unhealthy", message: "the connection was refused (ECONNREFUSED)" }),
    );
    if (heldBack === null) throw new Error("not held back");
    expect(preflightDiagnosis(heldBack)).toMatchObject({
      plugin: "target-y",
      role: "target",
      category: "network",
      cause: "target-y is unhealthy, the connection was refused (ECONNREFUSED).",
      evidence: [{ line: "health check target-y: the connection was refused (ECONNREFUSED)" }],
      command: "pitchpipe health target-y --fresh",
      signature: "preflight.target-y",
    });
  });
});
