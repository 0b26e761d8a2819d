import { expect, it } from "vitest";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { createRedactor } from "../../lib/redaction/index.ts";
import { buildMessage } from "../message/build-message.ts";
import { renderMail } from "./render.ts";

const context = { redactor: createRedactor([]), externalUrl: null, timeZone: "UTC", words: null };

function mailOf(streams: Json, words: { text: string } | null = null) {
  const alert = { ...failedLoad, details: { ...failedLoad.details, streams } };
  const own = words === null ? null : { title: null, subject: null, note: null, ...words };
  const message = buildMessage(notificationOf("firing", { alerts: [alert] }), { ...context, words: own });
  return renderMail(
    message,
    { from: "etl@example.com", to: ["ops@example.com"] },
    { channel: "mail", thread: null },
  );
}

it("a mail about a run holds its streams, below what went wrong", () => {
  const { text, html } = mailOf([
    { stream: "orders", records: 45_001, quarantined: 3 },
    { stream: "<b>items", records: 7, quarantined: 0 },
  ]);
  expect(text).toContain("Streams: orders 45,001 (3 quarantined), <b>items 7\n");
  expect(text.indexOf("Streams:")).toBeLessThan(text.indexOf("Look:"));
  expect(text.indexOf("Cause")).toBeLessThan(text.indexOf("Streams:"));
  expect(html).toContain(">45,001</td>");
  expect(html).toContain("&#60;b&#62;items");
});

it("a mail about anything else, or in the user's own words, has no such table", () => {
  for (const nothing of [null, [], "orders", [{ stream: 1 }, null]])
    expect(mailOf(nothing).text).not.toContain("Streams:");
  const own = mailOf([{ stream: "orders", records: 1, quarantined: 0 }], { text: "It broke." });
  expect(own.text).not.toContain("Streams:");
  expect(own.html).not.toContain(">orders<");
});
