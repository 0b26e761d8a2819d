import { describe, expect, it } from "vitest";
import { sampleAlert } from "../../test/alerts/samples.ts";
import { noticeOf } from "./notice.ts";

const request = {
  id: "n",
  channel: "hook",
  kind: "firing",
  reason: "first notification",
  alerts: [sampleAlert],
  now: 1,
} as const;

describe("a notice", () => {
  it("begins with the cause and ends with the commands to look", () => {
    expect(noticeOf(request).message.split("\n")).toEqual([
      "tap-gitlab: 401 Unauthorized",
      "Do: Renew the token.",
      "Look: pitchpipe alerts show a1b2c3d4",
      "      pitchpipe runs show 0199f2c1-0000",
      "Acknowledge: pitchpipe alerts ack a1b2c3d4",
    ]);
  });

  it("ends with links where the dashboard's address is known", () => {
    expect(
      noticeOf({ ...request, externalUrl: "https://p.example.com/x/" })
        .message.split("\n")
        .slice(2),
    ).toEqual([
      `https://p.example.com/x/alerts/${sampleAlert.id}`,
      `https://p.example.com/x/runs/${sampleAlert.runId}`,
    ]);
  });

  it("says what changed", () => {
    const reason = "cause changed from network to auth";
    expect(noticeOf({ ...request, reason }).message).toContain(`News: ${reason}.`);
  });

  it("says of a recovered problem what it was, how long it lasted, and that nobody was told", () => {
    const alert = {
      ...sampleAlert,
      resolvedAt: sampleAlert.firstSeenAt + 90_000,
      runId: null,
      recommendations: [],
    };
    expect(noticeOf({ ...request, kind: "recovered", alerts: [alert] }).message.split("\n")).toEqual([
      "tap-gitlab: 401 Unauthorized",
      "It is over.",
      "It lasted 1 m 30 s. Nobody could be told before.",
      "Look: pitchpipe alerts show a1b2c3d4",
    ]);
  });
});
