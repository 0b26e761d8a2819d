import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noSecrets } from "../../test/alerts/samples.ts";
import { hostileNames } from "../../test/channels/hostile-names.ts";
import { failedLoad, notificationOf } from "../../test/channels/notifications.ts";
import type { Alert, Notification } from "../model/alert.ts";
import { notificationKinds } from "../model/alert.ts";
import { renderDiscord } from "./discord/render.ts";
import { renderMail } from "./email/render.ts";
import { buildMessage } from "./message/build-message.ts";
import type { Message } from "./message/message.ts";
import { renderPagerduty } from "./pagerduty/render.ts";
import { renderSlack } from "./slack/render.ts";
import { renderTeams } from "./teams/render.ts";
import { renderSms, renderTemplateVariables } from "./twilio/render.ts";

/** The most that an alert may hold when it comes out of the store, and texts that are awkward to count. */
const awkward = fc.oneof(
  fc.constantFrom(
    ...hostileNames,
    "<&>".repeat(3_000),
    "🎵".repeat(2_000),
    "\\*_~`".repeat(900),
    '"\n'.repeat(4_000),
  ),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("Duration: 3 m\n", "Note: <!channel>\n", "line\n").map((line) => line.repeat(600)),
);

const alertArbitrary = fc
  .record({
    title: awkward,
    message: awkward,
    cause: awkward,
    label: awkward,
    advice: fc.array(awkward, { maxLength: 50 }),
  })
  .map(
    ({ title, message, cause, label, advice }): Alert => ({
      ...failedLoad,
      title: title.slice(0, 300),
      message: message.slice(0, 10_000),
      details: { cause },
      labels: {
        ...failedLoad.labels,
        job: label.slice(0, 1_024),
        stream: label.slice(0, 1_024),
        plugin: label.slice(0, 1_024),
      },
      annotations: { runbook: `https://wiki.example.com/${"x".repeat(400)}` },
      recommendations: advice.map((text) => text.slice(0, 1_024)),
    }),
  );

const told = fc
  .record({
    kind: fc.constantFrom(...notificationKinds),
    alerts: fc.array(alertArbitrary, { minLength: 1, maxLength: 3 }),
    times: fc.constantFrom(1, 1, 40),
    externalUrl: fc.constantFrom(null, `https://p.example.com/${"base/".repeat(300)}`),
  })
  .map(({ kind, alerts, times, externalUrl }) => {
    const all = Array.from({ length: times }, () => alerts).flat();
    const [first] = all;
    const notification: Notification = notificationOf(kind, {
      alerts: all,
      title: first?.title ?? "",
      message: first?.message ?? "",
    });
    const context = { redactor: noSecrets, externalUrl, timeZone: "UTC", words: null };
    return { first, message: buildMessage(notification, context) };
  });

/** Every text in a document. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function ofType(type: string): (block: { readonly type: string }) => boolean {
  return (block) => block.type === type;
}

function holds(check: (message: Message, first: Alert) => void): void {
  fc.assert(
    fc.property(told, ({ message, first }) => check(message, first ?? failedLoad)),
    { numRuns: 30 },
  );
}

describe("whatever an alert holds", () => {
  it("a Slack message stays within 50 blocks, 3,000 characters a text, 2,000 an element of context", () => {
    holds((message) => {
      // biome-ignore lint/suspicious/noExplicitAny: a look into a document as Slack would take it
      const { text, attachments } = renderSlack(message) as any;
      const [{ blocks, fallback }] = attachments;
      expect(text.length).toBeLessThanOrEqual(4_000);
      expect(fallback.length).toBeLessThanOrEqual(4_000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const text of textsIn(blocks.filter(ofType("section"))))
        expect(text.length).toBeLessThanOrEqual(3_000);
      for (const text of textsIn(blocks.filter(ofType("actions"))))
        expect(text.length).toBeLessThanOrEqual(3_000);
      for (const text of textsIn(blocks.filter(ofType("context"))))
        expect(text.length).toBeLessThanOrEqual(2_000);
      expect(textsIn(blocks)).not.toContain("");
      expect(JSON.stringify(blocks)).not.toMatch(/<[!@#]/);
    });
  });

  it("a Teams message stays within 28 KB as Teams counts it", () => {
    holds((message) => {
      expect(Buffer.byteLength(JSON.stringify(renderTeams(message)), "utf16le")).toBeLessThanOrEqual(
        28 * 1024,
      );
    });
  });

  it("a Discord embed stays within title 256, description 4,096 and 6,000 in all", () => {
    holds((message) => {
      // biome-ignore lint/suspicious/noExplicitAny: a look into a document as Discord would take it
      const [embed] = (renderDiscord(message) as any).embeds;
      expect(embed.title.length).toBeLessThanOrEqual(256);
      expect(embed.description.length).toBeLessThanOrEqual(4_096);
      expect(embed.footer.text.length).toBeLessThanOrEqual(2_048);
      expect(embed.title.length + embed.description.length + embed.footer.text.length).toBeLessThanOrEqual(
        6_000,
      );
    });
  });

  it("a PagerDuty event stays within a summary of 1,024 and 512,000 bytes", () => {
    holds((message, alert) => {
      // biome-ignore lint/suspicious/noExplicitAny: a look into a document as PagerDuty would take it
      const event = renderPagerduty({ alert, message, action: "trigger" }, "R".repeat(32)) as any;
      expect(event.payload.summary.length).toBeGreaterThan(0);
      expect(event.payload.summary.length).toBeLessThanOrEqual(1_024);
      expect(event.dedup_key.length).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(512_000);
    });
  });

  it("a text message stays within 1,600 characters, a template's variables have no line breaks", () => {
    holds((message) => {
      expect(renderSms(message).length).toBeLessThanOrEqual(1_600);
      for (const text of Object.values(renderTemplateVariables(message))) {
        expect(text).not.toBe("");
        expect(text).not.toMatch(/[\r\n\t]| {5}/);
      }
      expect(Object.values(renderTemplateVariables(message)).join("").length).toBeLessThanOrEqual(1_024);
    });
  });

  it("a mail's subject and headers are one line, and no text anywhere ends in half a character", () => {
    holds((message) => {
      const mail = renderMail(
        message,
        { from: "etl@example.com", to: ["ops@example.com"] },
        { channel: "mail", thread: null },
      );
      for (const line of [mail.subject, ...Object.values(mail.headers)]) expect(line).not.toMatch(/[\r\n\0]/);
      const all = [
        renderSlack(message),
        renderTeams(message),
        renderDiscord(message),
        renderSms(message),
        mail.subject,
      ];
      for (const text of textsIn(all))
        expect(text.isWellFormed(), JSON.stringify(text.slice(-40))).toBe(true);
    });
  });
});
