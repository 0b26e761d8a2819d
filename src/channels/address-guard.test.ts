import { describe, expect, it } from "vitest";
import { handClock, noSecrets, sampleNotice } from "../../test/alerts/samples.ts";
import { startServer } from "../../test/fixtures/http/local-server.ts";
import { ForbiddenAddressError, guardedLookup, isForbidden } from "./address-guard.ts";
import { createHttp } from "./http.ts";
import { createWebhookChannel } from "./webhook/send.ts";
import { webhookSettings } from "./webhook/settings.ts";

describe("the address guard", () => {
  it.each([
    ["169.254.169.254", true],
    ["169.254.0.1", true],
    ["::ffff:169.254.169.254", true],
    ["64:ff9b::a9fe:a9fe", true],
    ["[fe80::1]", true],
    ["fe80::1%eth0", true],
    ["fd00:ec2::254", true],
    ["100.100.100.200", true],
    ["127.0.0.1", false],
    ["10.0.0.7", false],
    ["192.168.1.1", false],
    ["fd00::1", false],
    ["example.com", false],
  ])("judges %s: forbidden %s", (address, expected) => {
    expect(isForbidden(address)).toBe(expected);
  });

  // dns.lookup answers an address with itself, which stands in for a name that leads there.
  it.each([true, false])(
    "refuses a name that leads to a forbidden address (all answers: %s)",
    async (all) => {
      const error = await new Promise((resolve) => guardedLookup("169.254.169.254", { all }, resolve));
      expect(error).toBeInstanceOf(ForbiddenAddressError);
    },
  );

  it("passes on that a name is not known", async () => {
    const error = await new Promise((resolve) => guardedLookup("no.such.invalid", {}, resolve));
    expect(error).toHaveProperty("syscall", "getaddrinfo");
  });

  it("lets a name pass that leads to an allowed address", async () => {
    await using server = await startServer();
    const settings = webhookSettings.parse({
      type: "webhook",
      url: server.url.replace("127.0.0.1", "localhost"),
    });
    const effects = { http: createHttp(), clock: handClock(), redactor: noSecrets };
    const channel = createWebhookChannel("hook", settings, effects);
    expect(await channel.send(sampleNotice, { signal: new AbortController().signal })).toMatchObject({
      kind: "accepted",
    });
  });
});
