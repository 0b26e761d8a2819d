import { afterEach, describe, expect, it } from "vitest";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { httpContract } from "../../../test/channels/http-contract.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { answer } from "../../../test/fixtures/http/local-server.ts";
import { accountSid, authToken, startTwilio, type Twilio } from "../../../test/fixtures/vendors/twilio.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { createSmsChannel, createWhatsappChannel } from "./send.ts";
import { smsSettings, whatsappSettings } from "./settings.ts";

const [ana, bob] = ["+5511999999999", "+5511888888888"] as const;
const account = { account_sid: accountSid, auth_token: authToken, from: "+14155238886", to: [ana] };
const firing = "HX0123456789abcdef0123456789abcdef";
const resolved = "HXfedcba9876543210fedcba9876543210";

const smsTo = (server: Twilio, effects: ChannelEffects, more: object = {}): Channel =>
  createSmsChannel(
    "under-test",
    smsSettings.parse({ type: "sms", ...account, api_url: server.origin, ...more }),
    effects,
  );
const whatsappTo = (server: Twilio, effects: ChannelEffects, more: object = {}): Channel =>
  createWhatsappChannel(
    "under-test",
    whatsappSettings.parse({
      type: "whatsapp",
      ...account,
      content_sid: { firing, resolved },
      api_url: server.origin,
      ...more,
    }),
    effects,
  );

const servers: Twilio[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function twilio(): Promise<Twilio> {
  const server = await startTwilio();
  servers.push(server);
  return server;
}

const readable = (body: string): string => decodeURIComponent(body.replaceAll("+", " "));
const formOf = (server: Twilio, at = 0) =>
  Object.fromEntries(new URLSearchParams(server.requests[at]?.body ?? ""));
const notice = notificationOf("firing");

httpContract("sms", { start: startTwilio, channelTo: smsTo, success: 201, proof: true, readable });
httpContract("whatsapp", { start: startTwilio, channelTo: whatsappTo, success: 201, proof: true, readable });

goldenPayloads(
  "sms",
  async (notification) => {
    const server = await twilio();
    await smsTo(server, testEffects()).send(notification, { signal: never });
    return formOf(server)["Body"] ?? "";
  },
  "txt",
);

goldenPayloads("whatsapp", async (notification) => {
  const server = await twilio();
  await whatsappTo(server, testEffects({ externalUrl: "https://pitchpipe.example.com" })).send(notification, {
    signal: never,
  });
  const { ContentVariables = "{}", ...form } = formOf(server);
  return pretty({ ...form, ContentVariables: JSON.parse(ContentVariables) });
});

describe("text messages by Twilio", () => {
  it("go to each recipient by itself, and keep the sid of each", async () => {
    const server = await twilio();
    const result = await smsTo(server, testEffects(), { to: [ana, bob] }).send(notice, { signal: never });
    const sids = [`SM${"0".repeat(31)}1`, `SM${"0".repeat(31)}2`];
    expect(result).toMatchObject({ kind: "accepted", vendorId: expect.stringMatching(/^SM/) });
    expect(result.recipients?.map(({ vendorId }) => vendorId).toSorted()).toEqual(sids);
    expect(result.recipients?.map(({ to, status, statusCode }) => [to, status, statusCode])).toEqual([
      [ana, "accepted", 201],
      [bob, "accepted", 201],
    ]);
  });

  it("go only to those who are left", async () => {
    const server = await twilio();
    const result = await smsTo(server, testEffects(), { to: [ana, bob] }).send(notice, {
      signal: never,
      recipients: [bob],
    });
    expect(result.recipients?.map(({ to }) => to)).toEqual([bob]);
    expect(server.requests).toHaveLength(1);
  });

  it("go to nobody where those who were left are not among the recipients any more", async () => {
    const server = await twilio();
    expect(
      await smsTo(server, testEffects()).send(notice, { signal: never, recipients: [bob] }),
    ).toMatchObject({
      kind: "dead",
    });
    expect(server.requests).toEqual([]);
  });

  it("that one number can't get are dead for it alone", async () => {
    const server = await twilio();
    server.behave((response, request) => {
      const bad = new URLSearchParams(request.body).get("To") === bob;
      const said = bad
        ? answer(400, {
            body: JSON.stringify({ code: 21211, message: "Invalid 'To' Phone Number", status: 400 }),
          })
        : answer(201, { body: JSON.stringify({ sid: "SM1", status: "queued" }) });
      said(response, request);
    });
    const result = await smsTo(server, testEffects(), { to: [ana, bob] }).send(notice, { signal: never });
    expect(result).toMatchObject({
      kind: "dead",
      statusCode: 400,
      error: expect.stringContaining("Twilio's error 21211"),
    });
    expect(result.recipients?.map(({ status }) => status)).toEqual(["accepted", "dead"]);
  });

  it("that some wait for are not taken yet, and wait as long as the longest asks", async () => {
    const server = await twilio();
    server.behave(answer(429, { body: JSON.stringify({ code: 20429 }), headers: { "retry-after": "7" } }));
    expect(
      await smsTo(server, testEffects(), { to: [ana, bob] }).send(notice, { signal: never }),
    ).toMatchObject({
      kind: "failed",
      retryAfterMs: 7_000,
    });
  });

  it.each(["failed", "undelivered", "canceled"])(
    "that Twilio answers as %s are not accepted",
    async (status) => {
      const server = await twilio();
      server.behave(answer(201, { body: JSON.stringify({ sid: "SM1", status, error_code: 30008 }) }));
      expect(await smsTo(server, testEffects()).send(notice, { signal: never })).toMatchObject({
        kind: "dead",
        error: expect.stringContaining("30008"),
      });
    },
  );

  it.each([
    ["delivered", "delivered", null],
    ["read", "delivered", null],
    ["sent", "accepted", null],
    ["queued", "accepted", null],
    ["undelivered", "undelivered", "undelivered (30003: Unreachable destination handset)"],
    ["failed", "undelivered", "failed (30003: Unreachable destination handset)"],
  ])("that Twilio later calls %s are %s", async (said, status, error) => {
    const server = await twilio();
    const channel = smsTo(server, testEffects());
    const { recipients = [] } = await channel.send(notice, { signal: never });
    const code =
      error === null ? {} : { error_code: 30003, error_message: "Unreachable destination handset" };
    server.fate(ana, { status: said, ...code });
    expect(await channel.confirm?.(recipients, { signal: never })).toEqual([
      {
        to: ana,
        status,
        statusCode: status === "accepted" ? 201 : 200,
        error,
        vendorId: recipients[0]?.vendorId,
      },
    ]);
  });

  it("stay as they are while Twilio can't be asked, and are not asked after once known", async () => {
    const server = await twilio();
    const channel = smsTo(server, testEffects());
    const { recipients = [] } = await channel.send(notice, { signal: never });
    server.behave(answer(503));
    expect(await channel.confirm?.(recipients, { signal: never })).toEqual(recipients);
    const known = recipients.map((one) => ({ ...one, status: "delivered" as const }));
    expect(await channel.confirm?.(known, { signal: never })).toEqual(known);
    expect(server.requests).toHaveLength(2);
  });

  it.each(hostileNames)("hold a stream called %j as one plain line", async (stream) => {
    const server = await twilio();
    const alert = { ...failedLoad, labels: { ...failedLoad.labels, stream } };
    await smsTo(server, testEffects()).send(notificationOf("firing", { alerts: [alert] }), { signal: never });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(formOf(server)["Body"]).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(formOf(server)["Body"]?.split("\n")[1]).toContain("Where: daily-load (prod, shop)");
  });

  it("have the cause in their first 80 characters, however long the job's name is", async () => {
    const server = await twilio();
    const job = "extract-and-load-every-single-table-of-the-warehouse-management-system-of-plant-7";
    const title = `${job} failed: 401 Unauthorized from the API`;
    const alert = { ...failedLoad, title, labels: { ...failedLoad.labels, job } };
    await smsTo(server, testEffects()).send(notificationOf("firing", { title, alerts: [alert] }), {
      signal: never,
    });
    expect(formOf(server)["Body"]?.slice(0, 80)).toContain("401 Unauthorized from the API");
  });
});

describe("WhatsApp messages by Twilio", () => {
  it("take an end's template for ends, and the other for all else", async () => {
    const server = await twilio();
    const channel = whatsappTo(server, testEffects());
    for (const kind of ["firing", "repeat", "escalation", "resolved", "recovered"] as const)
      await channel.send(notificationOf(kind), { signal: never });
    expect(server.requests.map((_, at) => formOf(server, at)["ContentSid"])).toEqual([
      firing,
      firing,
      firing,
      resolved,
      resolved,
    ]);
    expect(formOf(server)).toMatchObject({ To: `whatsapp:${ana}`, From: "whatsapp:+14155238886" });
  });

  it("are plain text where no template is named", async () => {
    const server = await twilio();
    await whatsappTo(server, testEffects(), { content_sid: undefined }).send(notice, { signal: never });
    expect(formOf(server)).toMatchObject({ Body: expect.stringContaining("401 Unauthorized") });
    expect(formOf(server)).not.toHaveProperty("ContentSid");
  });
});

describe("the settings of Twilio", () => {
  it.each([
    ["a number without its country", { to: ["11999999999"] }, "to.0"],
    ["a number with spaces", { to: ["+55 11 99999 9999"] }, "to.0"],
    ["a number that is too long", { to: ["+5511999999999999"] }, "to.0"],
    ["nobody", { to: [] }, "to"],
    ["a sender with strange letters", { from: "Größe" }, "from"],
  ])("refuse %s", (_, more, path) => {
    const parsed = smsSettings.safeParse({ type: "sms", ...account, ...more });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it.each(["+14155238886", "12345", "Pitchpipe"])("take %s as the sender of text messages", (from) => {
    expect(smsSettings.safeParse({ type: "sms", ...account, from }).success).toBe(true);
  });

  it("refuse a template that is none", () => {
    const parsed = whatsappSettings.safeParse({
      type: "whatsapp",
      ...account,
      content_sid: { firing: "HX1" },
    });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual(["content_sid.firing"]);
  });
});
