import { afterEach, describe, expect, it } from "vitest";
import type { Channel, DeliveryResult } from "../../src/channels/channel.ts";
import type { ChannelEffects } from "../../src/channels/index.ts";
import { createRedactor } from "../../src/lib/redaction/index.ts";
import {
  answer,
  type Behaviour,
  cut,
  cutBody,
  hang,
  hugeBody,
  slowBody,
  webPage,
} from "../fixtures/http/local-server.ts";
import type { Vendor } from "../fixtures/vendors/vendor-server.ts";
import { channelContract } from "./channel-contract.ts";
import { never, testEffects } from "./effects.ts";
import { notificationOf } from "./notifications.ts";

export interface HttpFixture<Server extends Vendor> {
  readonly start: () => Promise<Server>;
  /** A channel named `under-test` to that server, with these settings beside the needed ones. */
  readonly channelTo: (server: Server, effects: ChannelEffects, more?: object) => Channel;
  /** What success looks like. */
  readonly success: number;
  /** Whether success needs a proof in the body; else the status alone is the vendor's word. */
  readonly proof: boolean;
  /** A body as people would read it. */
  readonly readable?: (body: string) => string;
}

/** What every channel that speaks HTTP must do, beside what every channel must: by the table of codes. */
export function httpContract<Server extends Vendor>(type: string, fixture: HttpFixture<Server>): void {
  const { start, channelTo, success, proof, readable = (body) => body } = fixture;
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
  });
  const started = async (): Promise<Server> => {
    const server = await start();
    servers.push(server);
    return server;
  };
  const resultOf = async (behaviour: Behaviour, effects = testEffects()): Promise<DeliveryResult> => {
    const server = await started();
    server.behave(behaviour);
    return channelTo(server, effects, { timeout: "400ms" }).send(notificationOf("firing"), { signal: never });
  };

  channelContract(type, {
    working: async (redactor) => {
      const server = await started();
      const arrived = async (): Promise<string> =>
        server.requests
          .map(({ path, headers, body }) => `${path} ${JSON.stringify(headers)} ${readable(body)}`)
          .join("\n");
      return { channel: channelTo(server, testEffects({ redactor })), arrived };
    },
    broken: async () => {
      const server = await started();
      server.behave(webPage(502));
      return channelTo(server, testEffects());
    },
    hanging: async () => {
      const server = await started();
      server.behave(hang);
      return channelTo(server, testEffects());
    },
  });

  describe(`what the other side of ${type} answers`, () => {
    it("is its word of success only as its contract has it", async () => {
      const server = await started();
      const result = await channelTo(server, testEffects()).send(notificationOf("firing"), { signal: never });
      expect(result).toMatchObject({ kind: "accepted", statusCode: success });
      expect(server.refused).toEqual([]);
    });

    it.each([400, 401, 403, 404, 410, 413, 422])("is for ever with %i", async (statusCode) => {
      expect(await resultOf(answer(statusCode, { body: "no such thing" }))).toMatchObject({
        kind: "dead",
        statusCode,
        error: expect.stringContaining("no such thing"),
      });
    });

    it.each([408, 429, 500, 502, 503, 504])("is for now with %i", async (statusCode) => {
      expect(await resultOf(answer(statusCode, { body: "over capacity" }))).toMatchObject({
        kind: "failed",
        statusCode,
        error: expect.stringContaining("over capacity"),
        retryAfterMs: null,
      });
    });

    it.each([
      ["seconds", { "retry-after": "120" }, 120_000],
      ["fractions of a second", { "retry-after": "0.5" }, 500],
      ["an HTTP date", { "retry-after": "Thu, 01 Jan 2026 12:05:00 GMT" }, 300_000],
      ["milliseconds", { "retry-after-ms": "1500" }, 1_500],
      ["nonsense", { "retry-after": "soon" }, null],
    ])("asks to be left alone in %s", async (_, headers, retryAfterMs) => {
      expect(await resultOf(answer(429, { headers: headers as Record<string, string> }))).toMatchObject({
        kind: "failed",
        statusCode: 429,
        retryAfterMs,
      });
    });

    it("is never followed to another place", async () => {
      const elsewhere = await started();
      const result = await resultOf(answer(307, { headers: { location: `${elsewhere.origin}/t0ken` } }));
      expect(result).toMatchObject({ kind: "dead", statusCode: 307 });
      expect(elsewhere.requests).toEqual([]);
      expect(JSON.stringify(result)).not.toContain("t0ken");
    });

    it("is no success when it is a login page", async () => {
      if (type === "webhook") return;
      expect(await resultOf(webPage(success))).toMatchObject({ kind: "dead", statusCode: success });
    });

    it("keeps its meaning with a wrong content type", async () => {
      const refusing = answer(503, { headers: { "content-type": "application/pdf" }, body: "%PDF" });
      expect(await resultOf(refusing)).toMatchObject({ kind: "failed", statusCode: 503 });
    });

    it.each([
      ["never comes", hang, { kind: "failed", statusCode: null }],
      ["is cut before it begins", cut, { kind: "failed", statusCode: null }],
      ["refuses and never ends", slowBody(500), { kind: "failed", statusCode: 500 }],
      ["refuses and is cut", cutBody(400), { kind: "dead", statusCode: 400 }],
      ["refuses at great length", hugeBody(500), { kind: "failed", statusCode: 500 }],
      [
        "is good but never ends",
        slowBody(success),
        { kind: proof ? "failed" : "accepted", statusCode: success },
      ],
      ["is good but is cut", cutBody(success), { kind: proof ? "failed" : "accepted", statusCode: success }],
    ])("is judged by what came of it when it %s", async (_, behaviour, expected) => {
      const result = await resultOf(behaviour);
      expect(result).toMatchObject(expected);
      expect(JSON.stringify(result).length).toBeLessThan(1_200);
    });

    it("lets no secret out of the reason", async () => {
      const effects = testEffects({ redactor: createRedactor(["planted-secret-1"]) });
      const result = await resultOf(answer(400, { body: "bad token planted-secret-1" }), effects);
      expect(JSON.stringify(result)).not.toContain("planted-secret-1");
    });
  });
}
