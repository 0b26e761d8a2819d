import { describe, expect, it } from "vitest";
import type { Alert } from "../model/alert.ts";
import { acknowledge } from "./acknowledge.ts";

const alert = { id: "a", status: "active", acknowledgedBy: null } as Alert;
const ana = { at: 5, by: "ana", note: "on it" };

describe("an acknowledgement", () => {
  it("says who has the alert in hand, with an event", () => {
    expect(acknowledge(alert, ana)).toEqual({
      alert: { ...alert, status: "acknowledged", acknowledgedBy: "ana" },
      event: { alertId: "a", at: 5, kind: "acknowledged", by: "ana", note: "on it" },
    });
  });

  it("can be taken over by somebody else", () => {
    const first = acknowledge(alert, ana)?.alert ?? alert;
    expect(acknowledge(first, { ...ana, by: "bo" })?.alert.acknowledgedBy).toBe("bo");
  });

  it.each(["resolved", "expired"] as const)("comes too late for one that is %s", (status) => {
    expect(acknowledge({ ...alert, status }, ana)).toBeNull();
  });
});
