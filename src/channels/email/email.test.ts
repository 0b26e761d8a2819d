import { afterEach, describe, expect, it } from "vitest";
import { channelContract } from "../../../test/channels/channel-contract.ts";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads } from "../../../test/channels/golden.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { caFile, type Smtp, type SmtpManners, startSmtp } from "../../../test/fixtures/vendors/smtp.ts";
import { createRedactor, type Redactor } from "../../lib/redaction/index.ts";
import type { Channel } from "../channel.ts";
import { createEmailChannel } from "./send.ts";
import { emailSettings } from "./settings.ts";

const servers: Smtp[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function smtp(manners: SmtpManners = {}): Promise<Smtp> {
  const server = await startSmtp(manners);
  servers.push(server);
  return server;
}

const [ana, bob, eve] = ["ana@example.com", "Bob <bob@example.com>", "eve@example.com"] as const;

function channelTo({ port }: { readonly port: number }, more: object = {}, redactor?: Redactor): Channel {
  const settings = emailSettings.parse({
    type: "email",
    host: "127.0.0.1",
    port,
    ca: caFile,
    from: "ETL <etl@example.com>",
    to: [ana],
    ...more,
  });
  return createEmailChannel("under-test", settings, testEffects(redactor === undefined ? {} : { redactor }));
}

/** A mail as people would read it: quoted-printable undone, folded headers in one line. */
function readable(source: string): string {
  const bytes = source
    .replace(/=\r\n/g, "")
    .replace(/((?:=[0-9A-F]{2})+)/g, (run) => Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"));
  return bytes.replace(/\r\n[ \t]/g, " ");
}

const headerIn = (source: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, "im").exec(readable(source).split("\r\n\r\n", 1)[0] ?? "")?.[1]?.trim();

const notice = notificationOf("firing");
const allTo = { to: [ana, bob, eve] };

channelContract("email", {
  working: async (redactor) => {
    const server = await smtp();
    const arrived = async (): Promise<string> =>
      server.mails.map(({ source }) => readable(source)).join("\n");
    return { channel: channelTo(server, {}, redactor), arrived };
  },
  broken: async () => channelTo(await smtp({ data: () => ({ code: 451, text: "4.3.0 out of disk" }) })),
  hanging: async () => channelTo(await smtp({ data: () => "hang" })),
});

goldenPayloads(
  "email",
  async (notification) => {
    const server = await smtp();
    await channelTo(server).send(notification, { signal: never });
    // The boundary and the time of sending are not the same twice.
    return readable(server.mails[0]?.source ?? "")
      .replace(/^Received: .*$\n/gm, "")
      .replace(/-*_NmP-[\w-]+/g, "--boundary")
      .replace(/^Date: .*$/m, "Date: now")
      .replaceAll("\r\n", "\n");
  },
  "eml",
);

describe("a mail", () => {
  it("goes to several, and each has the server's word", async () => {
    const server = await smtp();
    const result = await channelTo(server, allTo).send(notice, { signal: never });
    const messageId = `<${notice.id}@example.com>`;
    expect(result).toMatchObject({ kind: "accepted", statusCode: 250, vendorId: messageId });
    expect(result.recipients?.map(({ to, status, vendorId }) => [to, status, vendorId])).toEqual(
      [ana, bob, eve].map((to) => [to, "accepted", messageId]),
    );
    expect(server.mails[0]?.to).toEqual([ana, "bob@example.com", eve]);
  });

  it("is one of a thread with all mails of its alert, and the same mail however often it is tried", async () => {
    const server = await smtp();
    const channel = channelTo(server);
    const first = await channel.send(notice, { signal: never });
    await channel.send(notice, { signal: never });
    const thread = first.kind === "accepted" ? first.vendorId : null;
    await channel.send(notificationOf("resolved", { id: "other-0000" }), { signal: never, thread });
    const ids = server.mails.map(({ source }) => headerIn(source, "Message-ID"));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    const root = `<alert.${failedLoad.id}@example.com>`;
    expect(server.mails.map(({ source }) => headerIn(source, "References"))).toEqual([
      root,
      root,
      `${root} ${thread}`,
    ]);
    expect(headerIn(server.mails[2]?.source ?? "", "In-Reply-To")).toBe(thread);
  });

  it("says that a program wrote it, and what to sort it by", async () => {
    const server = await smtp();
    await channelTo(server).send(notificationOf("escalation"), { signal: never });
    const source = server.mails[0]?.source ?? "";
    expect(headerIn(source, "Auto-Submitted")).toBe("auto-generated");
    expect(headerIn(source, "List-Id")).toBe("pitchpipe under-test <under-test.pitchpipe.example.com>");
    expect(headerIn(source, "X-Pitchpipe-Alert")).toBe(failedLoad.id);
    expect(headerIn(source, "X-Pitchpipe-Kind")).toBe("escalation");
    expect(headerIn(source, "X-Priority")).toContain("1");
  });

  it("has the cause in the first 80 characters of its subject", async () => {
    const server = await smtp();
    const title = `${"very-".repeat(20)}long-job failed: 401 Unauthorized from the API`;
    const alert = { ...failedLoad, title };
    await channelTo(server).send(notificationOf("firing", { title, alerts: [alert] }), { signal: never });
    expect(headerIn(server.mails[0]?.source ?? "", "Subject")?.slice(0, 80)).toContain(
      "401 Unauthorized from the API",
    );
  });

  it.each(hostileNames)("about a stream called %j has no header more, and no tag", async (stream) => {
    const server = await smtp();
    const alert = { ...failedLoad, title: stream, message: stream, labels: { ...failedLoad.labels, stream } };
    const told = notificationOf("firing", { title: stream, message: stream, alerts: [alert] });
    expect(await channelTo(server).send(told, { signal: never })).toMatchObject({ kind: "accepted" });
    const [mail] = server.mails;
    expect(mail?.to).toEqual([ana]);
    expect(headerIn(mail?.source ?? "", "Bcc")).toBeUndefined();
    const html = readable(mail?.source ?? "").split("text/html")[1] ?? "";
    expect(html).not.toMatch(/<script|<img|<at>|<!channel/);
    expect(html).not.toContain("\u202e");
  });
});

describe("what an SMTP server answers", () => {
  it("is known for each recipient: taken, not now, never", async () => {
    const server = await smtp({
      recipient: (address) =>
        address.startsWith("bob")
          ? { code: 451, text: "4.7.1 greylisted, come back" }
          : address.startsWith("eve")
            ? { code: 550, text: "5.1.1 no such user" }
            : null,
    });
    const result = await channelTo(server, allTo).send(notice, { signal: never });
    expect(result).toMatchObject({ kind: "failed", statusCode: 451 });
    expect(result.recipients?.map(({ to, status, statusCode }) => [to, status, statusCode])).toEqual([
      [ana, "accepted", 250],
      [bob, "failed", 451],
      [eve, "dead", 550],
    ]);
    expect(server.mails[0]?.to).toEqual([ana]);
  });

  it("is asked again for those left only, and then takes what it greylisted", async () => {
    let tries = 0;
    const server = await smtp({
      recipient: (address) => {
        if (!address.startsWith("bob")) return null;
        tries += 1;
        return tries === 1 ? { code: 450, text: "4.2.0 greylisted" } : null;
      },
    });
    const channel = channelTo(server, allTo);
    const first = await channel.send(notice, { signal: never });
    expect(first).toMatchObject({ kind: "failed" });
    const second = await channel.send(notice, { signal: never, recipients: [bob] });
    expect(second).toMatchObject({ kind: "accepted", recipients: [{ to: bob, status: "accepted" }] });
    expect(server.mails.map(({ to }) => to)).toEqual([[ana, eve], ["bob@example.com"]]);
    expect(headerIn(server.mails[1]?.source ?? "", "To")).toBe(`${ana}, ${bob}, ${eve}`);
  });

  it("is known whatever way an address is written", async () => {
    const server = await smtp({
      recipient: (address) => (address.startsWith("bob") ? { code: 550, text: "5.1.1 no" } : null),
    });
    const to = ["Ana@EXAMPLE.com", "BOB <bob@Example.COM>", "eve@bücher.example"];
    const result = await channelTo(server, { to }).send(notice, { signal: never });
    expect(result.recipients?.map((one) => [one.to, one.status])).toEqual([
      [to[0], "accepted"],
      [to[1], "dead"],
      [to[2], "accepted"],
    ]);
  });

  it("is not asked for where those who were left are not among the recipients any more", async () => {
    const server = await smtp();
    expect(
      await channelTo(server).send(notice, { signal: never, recipients: ["gone@example.com"] }),
    ).toMatchObject({ kind: "dead", error: expect.stringContaining("any more") });
    expect(server.connections()).toBe(0);
  });

  it("is dead where it refuses all for ever, failed where it refuses all for now", async () => {
    const never550 = await smtp({ recipient: () => ({ code: 550, text: "5.1.1 no such user" }) });
    const now450 = await smtp({ recipient: () => ({ code: 450, text: "4.2.0 greylisted" }) });
    expect(await channelTo(never550, allTo).send(notice, { signal: never })).toMatchObject({
      kind: "dead",
      statusCode: 550,
    });
    expect(await channelTo(now450, allTo).send(notice, { signal: never })).toMatchObject({
      kind: "failed",
      statusCode: 450,
    });
  });

  it.each([
    [451, "failed"],
    [452, "failed"],
    [552, "dead"],
    [554, "dead"],
  ])("to the mail itself with %i is %s for all", async (code, kind) => {
    const server = await smtp({ data: () => ({ code, text: "no" }) });
    const result = await channelTo(server, allTo).send(notice, { signal: never });
    expect(result).toMatchObject({ kind, statusCode: code });
    expect(new Set(result.recipients?.map(({ status }) => status))).toEqual(new Set([kind]));
  });

  it("is not known where it is cut after the mail, or doesn't come", async () => {
    const cutting = await smtp({ data: () => "cut" });
    const silent = await smtp({ data: () => "hang" });
    expect(await channelTo(cutting).send(notice, { signal: never })).toMatchObject({
      kind: "failed",
      statusCode: null,
    });
    expect(await channelTo(silent, { timeout: "300ms" }).send(notice, { signal: never })).toMatchObject({
      kind: "failed",
      error: expect.stringContaining("whether it was taken is not known"),
    });
  });

  it("doesn't come where nobody listens", async () => {
    expect(await channelTo({ port: 1 }).send(notice, { signal: never })).toMatchObject({
      kind: "failed",
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("is never asked for at an address of a cloud's metadata", async () => {
    expect(
      await channelTo({ port: 25 }, { host: "169.254.169.254" }).send(notice, { signal: never }),
    ).toMatchObject({
      kind: "dead",
      error: expect.stringContaining("never connected to"),
    });
  });

  it("holds no secret in our words for it", async () => {
    const server = await smtp({ data: () => ({ code: 554, text: "bad password planted-secret-1" }) });
    const result = await channelTo(server, {}, createRedactor(["planted-secret-1"])).send(notice, {
      signal: never,
    });
    expect(JSON.stringify(result)).not.toContain("planted-secret-1");
  });
});

describe("the line to an SMTP server", () => {
  it.each(["starttls", "implicit"] as const)("is encrypted with %s", async (tls) => {
    const server = await smtp({ tls });
    expect(await channelTo(server, { tls }).send(notice, { signal: never })).toMatchObject({
      kind: "accepted",
    });
    expect(server.mails[0]?.secure).toBe(true);
  });

  it("is in the clear only where that was asked for", async () => {
    const server = await smtp({ tls: "none" });
    expect(await channelTo(server, { tls: "none" }).send(notice, { signal: never })).toMatchObject({
      kind: "accepted",
    });
    expect(server.mails[0]?.secure).toBe(false);
  });

  it("is never downgraded: without STARTTLS nothing is sent", async () => {
    const server = await smtp({ tls: "none" });
    const result = await channelTo(server).send(notice, { signal: never });
    expect(result).toMatchObject({ kind: "dead", error: expect.stringMatching(/STARTTLS/) });
    expect([server.mails, server.asked]).toEqual([[], []]);
  });

  it.each(["starttls", "implicit"] as const)(
    "is not used where the certificate proves nothing (%s)",
    async (tls) => {
      const server = await smtp({ tls });
      const result = await channelTo(server, { tls, ca: undefined }).send(notice, { signal: never });
      expect(result).toMatchObject({ kind: "dead", error: expect.stringMatching(/certificate/i) });
      expect(server.mails).toEqual([]);
    },
  );

  it("says what is wrong with a file of certificates, and looks again at the next try", async () => {
    const server = await smtp();
    const channel = channelTo(server, { ca: "/no/such/ca.pem" });
    for (const _ of [1, 2])
      expect(await channel.send(notice, { signal: never })).toMatchObject({
        kind: "failed",
        error: expect.stringContaining("/no/such/ca.pem"),
      });
  });

  it("is logged in on", async () => {
    const login = { user: "etl", pass: "pass-of-the-test" };
    const server = await smtp({ login });
    const right = channelTo(server, { username: login.user, password: login.pass });
    expect(await right.send(notice, { signal: never })).toMatchObject({ kind: "accepted" });
    const wrong = channelTo(server, { username: login.user, password: "wrong" });
    expect(await wrong.send(notice, { signal: never })).toMatchObject({ kind: "dead", statusCode: 535 });
    expect(await channelTo(server).send(notice, { signal: never })).toMatchObject({ kind: "dead" });
  });

  it("is shared by mails of one moment, and closed soon after", async () => {
    const server = await smtp();
    const channel = channelTo(server);
    await Promise.all(
      Array.from({ length: 12 }, (_, at) => channel.send({ ...notice, id: `n-${at}` }, { signal: never })),
    );
    expect(server.mails).toHaveLength(12);
    expect(server.connections()).toBeLessThanOrEqual(3);
    await expect
      .poll(() => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length, {
        timeout: 5_000,
      })
      .toBe(0);
  });
});

describe("the settings of mail", () => {
  const base = { type: "email", host: "smtp.example.com", from: "etl@example.com", to: ["ops@example.com"] };
  it.each([
    ["nobody to send to", { to: [] }, "to"],
    ["an address that is none", { to: ["ops"] }, "to.0"],
    ["an address with a line break", { from: "etl@example.com\r\nBcc: x@example.com" }, "from"],
    ["two addresses in one", { to: ["a@example.com,b@example.com"] }, "to.0"],
    ["a user without a password", { username: "etl" }, "username"],
    ["a password in the clear", { tls: "none", username: "etl", password: "x" }, "tls"],
    ["a port that is none", { port: 70_000 }, "port"],
  ])("refuse %s", (_, more, path) => {
    const parsed = emailSettings.safeParse({ ...base, ...more });
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it("take a server by its name", async () => {
    const server = await smtp();
    const result = await channelTo(server, { host: "localhost" }).send(notice, { signal: never });
    expect(result).toMatchObject({ kind: "accepted" });
  });
});
