import { describe, expect, it } from "vitest";
import type { Channel } from "../../src/channels/channel.ts";
import type { Redactor } from "../../src/lib/redaction/index.ts";
import { createRedactor } from "../../src/lib/redaction/index.ts";
import { shortId } from "../../src/lib/short-id.ts";
import { notificationKinds } from "../../src/model/alert.ts";
import { failedLoad, notificationOf } from "./notifications.ts";

/** What the contract needs to know of a channel: one that works, one whose other side is broken, and what arrived. */
export interface ChannelFixture {
  /** A channel named `under-test`, and everything it has sent so far as plain text. */
  readonly working: (redactor: Redactor) => Promise<{ channel: Channel; arrived: () => Promise<string> }>;
  /** A channel whose other side can't take anything for now. */
  readonly broken: () => Promise<Channel>;
  /** A channel whose other side takes a message and never answers; `null` where there is nobody to wait for. */
  readonly hanging: (() => Promise<Channel>) | null;
}

const never = new AbortController().signal;
const notice = notificationOf("firing");

/** What every channel must do, whatever it is; run it from the channel's own test. */
export function channelContract(type: string, fixture: ChannelFixture): void {
  describe(`a channel of type ${type}`, () => {
    it("says its name and type", async () => {
      const { channel } = await fixture.working(createRedactor([]));
      expect([channel.name, channel.type]).toEqual(["under-test", type]);
    });

    it.each(notificationKinds)(
      "accepts a notification of kind %s and says what it is about",
      async (kind) => {
        const { channel, arrived } = await fixture.working(createRedactor([]));
        const result = await channel.send(notificationOf(kind), { signal: never });
        expect(result).toMatchObject({ kind: "accepted" });
        expect(await arrived()).toMatch(
          kind === "test" ? /Test of channel|channel_test/ : /401 Unauthorized|a1b2c3d4/,
        );
      },
    );

    it("carries the notification's id, so that a repeated try can be told from a new message", async () => {
      const { channel, arrived } = await fixture.working(createRedactor([]));
      await channel.send(notice, { signal: never });
      await channel.send(notice, { signal: never });
      expect((await arrived()).split(shortId(notice.id)).length - 1).toBeGreaterThanOrEqual(2);
    });

    it("lets no secret out, wherever in an alert it is", async () => {
      const secret = "hunter2-planted-secret";
      const { channel, arrived } = await fixture.working(createRedactor([secret]));
      const alert = {
        ...failedLoad,
        title: `${"x".repeat(185)} ${secret}`,
        message: `${secret}\nOwner: ${secret}\nand ${secret}`,
        labels: { ...failedLoad.labels, stream: secret },
        annotations: { note: secret, runbook: `https://wiki.example.com/${secret}` },
        recommendations: [secret],
        details: { deep: [{ secret }] },
      };
      await channel.send(
        notificationOf("firing", { title: `a ${secret}`, message: `b ${secret}`, alerts: [alert] }),
        {
          signal: never,
        },
      );
      expect(await arrived()).not.toContain("hunter2-pl");
    });

    it("takes the longest and strangest alert", async () => {
      const { channel } = await fixture.working(createRedactor([]));
      const strange = "😀‮<!channel> @everyone\u0000\r\nBcc: x@example.com\ud800 ".repeat(300);
      const alert = {
        ...failedLoad,
        title: strange,
        message: strange,
        labels: { ...failedLoad.labels, stream: strange, job: strange },
        annotations: { runbook: `https://wiki.example.com/${"y".repeat(4_000)}` },
        recommendations: [strange, strange],
      };
      const alerts = Array.from({ length: 40 }, () => alert);
      for (const told of [[alert], alerts])
        expect(
          await channel.send(notificationOf("firing", { title: strange, message: strange, alerts: told }), {
            signal: never,
          }),
        ).toMatchObject({ kind: "accepted" });
    });

    it("answers failed with a reason, and throws nothing, when the other side can't take it", async () => {
      const channel = await fixture.broken();
      const result = await channel.send(notice, { signal: never });
      expect(result.kind).toBe("failed");
      expect(result.kind === "failed" && result.error.length).toBeGreaterThan(5);
    });

    const { hanging } = fixture;
    if (hanging !== null)
      it("ends a try that is stopped, as failed with an unknown result", async () => {
        const channel = await hanging();
        const stop = new AbortController();
        const sending = channel.send(notice, { signal: stop.signal });
        setTimeout(() => stop.abort(), 50);
        expect(await sending).toMatchObject({ kind: "failed", statusCode: null });
      });
  });
}
