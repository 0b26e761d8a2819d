import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messageGallery } from "../../src/app/messages/gallery.ts";
import { channelTypes } from "../../src/channels/preview/sample-settings.ts";
import { notificationKinds } from "../../src/model/alert.ts";
import { alertTypes } from "../../src/model/signal.ts";

const written = readFileSync(join(import.meta.dirname, "../../docs/messages.md"), "utf8");

/** The text under each heading of the third level. */
function shown(page: string): ReadonlyMap<string, string> {
  const sections = [...page.matchAll(/^### (.+)\n\n```text\n([\s\S]*?)\n```$/gm)];
  return new Map(sections.map(([, title = "", text = ""]) => [title, text]));
}

describe("the gallery of messages", () => {
  it("is what the channels send today (if not: npm run generate, and read what changed as somebody on call)", async () => {
    expect(written).toBe(await messageGallery());
  });

  it("shows every kind for every channel, no two kinds alike, and every type of alert", () => {
    const texts = shown(written);
    for (const channel of channelTypes) {
      const kinds = notificationKinds.map((kind) => texts.get(`${channel}: ${kind}`));
      expect(kinds, channel).not.toContain(undefined);
      // Alertmanager is told facts, and knows kinds only as what is on and what is over.
      if (channel !== "alertmanager") expect(new Set(kinds).size, channel).toBe(notificationKinds.length);
    }
    for (const type of alertTypes) expect(texts.has(type), type).toBe(true);
  });

  it("has the cause in the first 80 characters of every title, and ends with where to look", () => {
    const texts = shown(written);
    for (const channel of ["email", "slack", "teams", "discord", "sms", "whatsapp"])
      for (const kind of notificationKinds) {
        if (kind === "test") continue;
        const lines = (texts.get(`${channel}: ${kind}`) ?? "").split("\n");
        const title = (lines[0] ?? "").replace(/^(?:Subject: |\{\{1\}\} |\P{ASCII}+ )/u, "");
        expect(title.slice(0, 80), `${channel}: ${kind}`).toContain("401 Unauthorized");
        expect(lines.slice(-5).join("\n"), `${channel}: ${kind}`).toContain("Look: ");
      }
  });
});
