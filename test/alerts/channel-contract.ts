import { describe, expect, it } from "vitest";
import type { Channel } from "../../src/channels/channel.ts";
import type { Redactor } from "../../src/lib/redaction/index.ts";
import { createRedactor } from "../../src/lib/redaction/index.ts";
import { notificationKinds } from "../../src/model/alert.ts";
import { sampleAlert, sampleNotice } from "./samples.ts";

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

/** What every channel must do, whatever it is; run it from the channel's own test. */
export function channelContract(type: string, fixture: ChannelFixture): void {
  describe(`a channel of type ${type}`, () => {
    it("says its name and type", async () => {
      const { channel } = await fixture.working(createRedactor([]));
      expect([channel.name, channel.type]).toEqual(["under-test", type]);
    });

    it.each(notificationKinds)("accepts a notification of kind %s and carries its title", async (kind) => {
      const { channel, arrived } = await fixture.working(createRedactor([]));
      expect(await channel.send({ ...sampleNotice, kind }, { signal: never })).toMatchObject({
        kind: "accepted",
      });
      expect(await arrived()).toContain(sampleNotice.title);
    });

    it("carries the notification's id, so that a repeated try can be told from a new message", async () => {
      const { channel, arrived } = await fixture.working(createRedactor([]));
      await channel.send(sampleNotice, { signal: never });
      await channel.send(sampleNotice, { signal: never });
      expect((await arrived()).split(sampleNotice.id).length - 1).toBeGreaterThanOrEqual(2);
    });

    it("lets no secret out", async () => {
      const secret = "hunter2-planted-secret";
      const { channel, arrived } = await fixture.working(createRedactor([secret]));
      const alert = { ...sampleAlert, title: secret, message: secret, details: { deep: [{ secret }] } };
      const notice = { ...sampleNotice, title: `a ${secret}`, message: `b ${secret}`, alerts: [alert] };
      await channel.send(notice, { signal: never });
      expect(await arrived()).not.toContain(secret);
    });

    it("answers failed with a reason, and throws nothing, when the other side can't take it", async () => {
      const channel = await fixture.broken();
      const result = await channel.send(sampleNotice, { signal: never });
      expect(result.kind).toBe("failed");
      expect(result.kind === "failed" && result.error.length).toBeGreaterThan(5);
    });

    const { hanging } = fixture;
    if (hanging !== null)
      it("ends a try that is stopped, as failed with an unknown result", async () => {
        const channel = await hanging();
        const stop = new AbortController();
        const sending = channel.send(sampleNotice, { signal: stop.signal });
        setTimeout(() => stop.abort(), 50);
        expect(await sending).toMatchObject({ kind: "failed", statusCode: null });
      });
  });
}
