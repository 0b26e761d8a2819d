import { describe, expect, it } from "vitest";
import { failureSignal } from "../../test/alerts/samples.ts";
import { boundSignal } from "./bound-signal.ts";

describe("a signal within its limits", () => {
  it("says how long a message was that had to be cut", () => {
    const { message } = boundSignal(failureSignal({ message: "x".repeat(1_000_000) }));
    expect(message).toHaveLength(10_000);
    expect(message.endsWith("x… [cut: 1000000 characters]")).toBe(true);
  });

  it("never cuts a character in two", () => {
    const { title } = boundSignal(failureSignal({ title: `${"x".repeat(298)}${"😀".repeat(10)}` }));
    expect(title).toBe(`${"x".repeat(298)}…`);
  });

  it("cuts long texts of the details and keeps the rest", () => {
    const details = { stack_trace: "s".repeat(500_000), exit_code: 1 };
    const bounded = boundSignal(failureSignal({ details })).details;
    expect(bounded["exit_code"]).toBe(1);
    expect(String(bounded["stack_trace"])).toContain("[cut: 500000 characters]");
  });

  it("gives up the largest part where cutting texts is not enough", () => {
    const list = Array.from({ length: 100_000 }, (_, at) => at);
    const bounded = boundSignal(failureSignal({ details: { list, endpoint: "/api" } })).details;
    expect(bounded).toEqual({ list: "[cut: 588891 bytes]", endpoint: "/api" });
  });

  it("keeps a bound also where there are only keys", () => {
    const details = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key-${at}`, at]));
    expect(boundSignal(failureSignal({ details })).details).toEqual({
      cut: expect.stringContaining("bytes"),
    });
  });

  it("keeps the labels that routes, silences and ends go by, whatever else there is", () => {
    const many = Array.from({ length: 100 }, (_, at) => [`a${at}`, "v"]);
    const labels = { ...Object.fromEntries(many), project: "etl", environment: "prod", resource: "web-1" };
    const bounded = boundSignal(failureSignal({ labels })).labels;
    expect(bounded).toMatchObject({ project: "etl", environment: "prod", resource: "web-1" });
    expect(Object.keys(bounded)).toHaveLength(64);
  });

  it("keeps the first labels by name", () => {
    const labels = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`l${at}`.padStart(4, "0"), "v"]),
    );
    expect(Object.keys(boundSignal(failureSignal({ labels })).labels)).toHaveLength(64);
  });
});
