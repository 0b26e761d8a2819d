import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noSecrets } from "../../../test/alerts/samples.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { failedLoad, lateLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { createRedactor } from "../../lib/redaction/index.ts";
import { notificationKinds } from "../../model/alert.ts";
import { buildMessage, type MessageContext } from "./build-message.ts";
import { cut } from "./cut.ts";
import { sinceOf, timeIn, whereOf } from "./facts.ts";
import { markOf } from "./marks.ts";
import { plainText } from "./plain-text.ts";
import { type Section, sectionsOf } from "./sections.ts";
import { titleFrom } from "./title.ts";
import { withinRoom } from "./within-room.ts";

const context: MessageContext = { redactor: noSecrets, externalUrl: null, timeZone: "UTC", words: null };

describe("a message", () => {
  it("tells the same facts in the same order, whatever the kind", () => {
    const order = [
      "Where",
      "Since",
      "Cause",
      "Was",
      "Says",
      "News",
      "Duration",
      "Records",
      "Owner",
      "Alerts",
      "Do",
    ];
    for (const kind of notificationKinds) {
      const names = sectionsOf(buildMessage(notificationOf(kind), context)).map(({ name }) =>
        order.indexOf(name ?? ""),
      );
      expect(names, kind).toEqual(names.toSorted((a, b) => a - b));
      expect(names, kind).not.toContain(-1);
    }
  });

  it("differs in word, emoji and colour by kind", () => {
    const marks = notificationKinds.map((kind) => markOf(kind, failedLoad));
    for (const part of ["word", "emoji", "color"] as const)
      expect(new Set(marks.map((mark) => mark[part])).size, part).toBe(notificationKinds.length);
  });

  it("has an event's own mark", () => {
    const started = { ...failedLoad, type: "pipeline_start", severity: "info" } as const;
    expect(markOf("firing", started).word).toBe("Started");
    expect(markOf("firing", { ...started, type: "pipeline_success" }).word).toBe("Success");
  });

  it("holds what a notification says where there is no alert", () => {
    const { cause, news, title, where } = buildMessage(
      notificationOf("digest", {
        title: "12 messages were held back",
        message: "The limit is 10 in 5 m.\nSee the list.",
        alerts: [],
      }),
      context,
    );
    expect({ cause, news, title, where }).toEqual({
      cause: "The limit is 10 in 5 m.",
      news: ["See the list."],
      title: "Digest: 12 messages were held back: The limit is 10 in 5 m",
      where: null,
    });
  });

  it("takes the cause that a diagnosis names before the first line of the message", () => {
    const alert = { ...failedLoad, details: { cause: "the token expired" } };
    expect(buildMessage(notificationOf("firing", { alerts: [alert] }), context)).toMatchObject({
      cause: "the token expired",
      title: "daily-load failed: 401 Unauthorized from the API: the token expired",
    });
  });

  it("links where there is an address, else names the commands; the runbook is a link either way", () => {
    const linked = buildMessage(notificationOf("firing"), {
      ...context,
      externalUrl: "https://p.example.com/base/",
    });
    expect(linked.looks.map((look) => (look.kind === "link" ? look.url : look.command))).toEqual([
      `https://p.example.com/base/alerts/${failedLoad.id}`,
      `https://p.example.com/base/runs/${failedLoad.runId}`,
      "https://wiki.example.com/auth",
    ]);
    const named = buildMessage(notificationOf("firing"), context);
    expect(named.looks.map((look) => (look.kind === "link" ? look.url : look.command))).toEqual([
      "pitchpipe alerts show a1b2c3d4",
      "pitchpipe runs show 0195500a-3880",
      "pitchpipe alerts ack a1b2c3d4",
      "https://wiki.example.com/auth",
    ]);
  });

  it.each([
    "javascript:alert(1)",
    "file:///etc/passwd",
    "not a url",
    `https://a.example.com/${"x".repeat(600)}`,
  ])("makes no link of the runbook %s", (runbook) => {
    const alert = { ...failedLoad, annotations: { runbook } };
    expect(buildMessage(notificationOf("firing", { alerts: [alert] }), context).looks).toHaveLength(3);
  });

  it("lists several alerts, and says how many more there are", () => {
    const alerts = Array.from({ length: 25 }, () => lateLoad);
    const message = buildMessage(notificationOf("digest", { alerts }), context);
    expect(message.alerts).toHaveLength(21);
    expect(message.alerts.at(-1)).toBe("and 5 more");
    expect(message).toMatchObject({ severity: "critical", where: "hourly-sync (prod, shop)", cause: null });
  });

  it("is the user's own words where there are any, with where to look after them", () => {
    const words = { title: "my title", text: "my\ntext", subject: "[ETL] mine", note: "A template failed." };
    const message = buildMessage(notificationOf("firing"), { ...context, words });
    expect(message).toMatchObject({ title: "my title", subject: "[ETL] mine" });
    expect(plainText(message)).toBe(
      "my\ntext\n\nLook: pitchpipe alerts show a1b2c3d4\nRun: pitchpipe runs show 0195500a-3880\nAcknowledge: pitchpipe alerts ack a1b2c3d4\nRunbook: https://wiki.example.com/auth\nA template failed. pitchpipe, message d1e2f3a4",
    );
  });

  it("has no secret in it, also where it is cut in the middle of one", () => {
    const secret = "hunter2-planted-secret";
    const title = `${"x".repeat(185)} ${secret}`;
    const alert = {
      ...failedLoad,
      title,
      message: `${"y".repeat(285)} ${secret}`,
      details: { cause: `${"z".repeat(285)} ${secret}` },
    };
    const told = notificationOf("firing", { title, alerts: [alert] });
    expect(
      JSON.stringify(buildMessage(told, { ...context, redactor: createRedactor([secret]) })),
    ).not.toContain("hunter2");
  });

  it.each(hostileNames)("about a stream called %j has no control characters in any line", (stream) => {
    const alert = {
      ...failedLoad,
      title: stream,
      message: stream,
      labels: { ...failedLoad.labels, stream },
      recommendations: [stream],
    };
    const { title, subject, where, cause, advice, looks } = buildMessage(
      notificationOf("firing", { title: stream, alerts: [alert] }),
      context,
    );
    // As JSON a control character is an escape.
    expect(JSON.stringify([title, subject, where, cause, advice, looks])).not.toMatch(/\u202e|\\[rnu]/);
  });
});

describe("the title of a message", () => {
  it.each([
    ["daily-load failed: 401", "firing", "401", "daily-load failed: 401"],
    ["daily-load succeeded", "firing", "daily-load succeeded in 20 s.", "daily-load succeeded in 20 s"],
    [
      "Channel hook does not deliver",
      "firing",
      "hook: answered 500",
      "Channel hook does not deliver: hook: answered 500",
    ],
    ["daily-load failed: 401", "resolved", "401", "Resolved: daily-load failed: 401"],
    ["Resolved: daily-load failed: 401", "resolved", "401", "Resolved: daily-load failed: 401"],
    ["Fired and recovered: x: 401", "recovered", "401", "Fired and recovered: x: 401"],
    ["Test of channel a", "test", "nothing is wrong", "Test of channel a"],
    [
      `${"j".repeat(70)} failed: the token expired`,
      "firing",
      "the token expired",
      `the token expired - ${"j".repeat(70)} failed`,
    ],
    [
      "Resolved: nightly-load failed: tap-postgres: the host's name could not be resolved.",
      "resolved",
      "tap-postgres: the host's name could not be resolved.",
      "Resolved: tap-postgres: the host's name could not be resolved - nightly-load failed",
    ],
    [
      "Not acknowledged: a-load-of-every-night failed: tap-x: no such file as that one there (and 2 more)",
      "escalation",
      "tap-x: no such file as that one there",
      "Escalated: a-load-of-every-night failed: tap-x: no such file as that one there (and 2 more)",
    ],
    ["A silence ends soon: x: 401", "silence_ending", "401", "Silence ending: x: 401"],
    ["orders: id is empty", "firing", "id is empty (3 of 10)", "orders: id is empty (3 of 10)"],
  ] as const)("%s, %s, %s is %s", (told, kind, cause, expected) => {
    expect(titleFrom(told, kind, cause)).toBe(expected);
  });

  it("holds a cause of up to 60 characters whole in its first 80, whatever was told", () => {
    const words = fc.string({ unit: fc.constantFrom(..."abc de: fgh-"), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        words,
        fc.constantFrom("firing", "resolved", "repeat"),
        (told, text, kind) => {
          const cause = text
            .replace(/\s+/g, " ")
            .trim()
            .replace(/[.!]+$/, "");
          fc.pre(cause.length > 0);
          expect(
            titleFrom(told, kind as "firing", cause)
              .slice(0, 80)
              .toLowerCase(),
          ).toContain(cause.toLowerCase());
        },
      ),
    );
  });
});

describe("a message in little room", () => {
  it("keeps the cause whole, and gets as small as it must", () => {
    const message = buildMessage(notificationOf("repeat"), context);
    const whole = plainText(message).length;
    for (let room = whole; room > 250; room -= 7) {
      const text = plainText(message, room);
      expect(text.length).toBeLessThanOrEqual(Math.max(room, plainText(message, 0).length));
      expect(text).toContain("Cause: 401 Unauthorized from the API");
      expect(text).toContain("Look: pitchpipe alerts show a1b2c3d4");
    }
  });

  it("measures a text of thousands of lines a few times, not once for each line", () => {
    let measured = 0;
    const lines = Array.from({ length: 5_000 }, (_, number) => `${number}`);
    const sizeOf = (sections: readonly Section[]): number => {
      measured += 1;
      return sections.flatMap((section) => section.lines).join("\n").length;
    };
    const [news] = withinRoom([{ name: "News", lines, role: "news" }], 1_000, sizeOf);
    expect(news?.lines.join("\n").length).toBeLessThanOrEqual(1_000);
    expect(news?.lines.at(-1)).toBe("276");
    expect(measured).toBeLessThan(50);
  });

  it("says how many alerts it has no room for", () => {
    const alerts = Array.from({ length: 25 }, (_, at) => ({ ...lateLoad, title: `late number ${at}` }));
    const message = buildMessage(notificationOf("digest", { alerts }), context);
    const text = plainText(message, 700);
    const shown = text.match(/late number/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(0);
    expect(text).toContain(`- and ${25 - shown} more`);
  });

  it("never loses the cause, grows, or fails to end", () => {
    const role = fc.constantFrom("cause", "fact", "news", "advice", "alerts", "text");
    const section = fc.record({ name: fc.string(), lines: fc.array(fc.string(), { maxLength: 5 }), role });
    fc.assert(
      fc.property(fc.array(section, { maxLength: 8 }), fc.nat({ max: 300 }), (sections, room) => {
        const sizeOf = (all: typeof sections): number => JSON.stringify(all).length;
        const kept = withinRoom(sections, room, (all) => sizeOf([...all] as typeof sections));
        expect(kept.filter((one) => one.role === "cause")).toEqual(
          sections.filter((one) => one.role === "cause"),
        );
        expect(sizeOf([...kept] as typeof sections)).toBeLessThanOrEqual(Math.max(room, sizeOf(sections)));
        if (sizeOf(sections) <= room) expect(kept).toEqual(sections);
      }),
    );
  });

  it("is never cut within a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 30 }), (text, length) => {
        const short = cut(text, length);
        expect(short.length).toBeLessThanOrEqual(Math.max(length, 0));
        expect(short.isWellFormed()).toBe(text.isWellFormed() || short.isWellFormed());
      }),
    );
  });
});

describe("where and when", () => {
  it.each([
    [{ job: "daily-load", environment: "prod", project: "shop" }, "daily-load (prod, shop)"],
    [{ job: "daily-load" }, "daily-load"],
    [{ environment: "prod", project: "shop" }, "prod, shop"],
    [{ project: "shop", stream: "orders", check: "unique" }, "shop · stream orders · check unique"],
    [{ team: "data" }, null],
  ])("of %j is %s", (labels, expected) => {
    expect(whereOf({ labels: labels as Record<string, string> })).toBe(expected);
  });

  it("is in the reader's zone, over DST too", () => {
    expect(timeIn(Date.UTC(2026, 2, 29, 0, 59), "Europe/Berlin")).toBe("2026-03-29 01:59 GMT+1");
    expect(timeIn(Date.UTC(2026, 2, 29, 1, 0), "Europe/Berlin")).toBe("2026-03-29 03:00 GMT+2");
    expect(timeIn(Date.UTC(2026, 0, 1, 0, 0), "UTC")).toBe("2026-01-01 00:00 UTC");
  });

  it("says how long and how often, where that is known", () => {
    const times = { firstSeenAt: 0, lastSeenAt: 60_000, resolvedAt: 90_000, count: 4 };
    expect(sinceOf(times, { over: true, timeZone: "UTC" })).toBe(
      "1970-01-01 00:00 UTC (lasted 1 m 30 s, seen 4 times)",
    );
    expect(sinceOf({ ...times, count: 1 }, { over: false, timeZone: "UTC" })).toBe("1970-01-01 00:00 UTC");
  });
});
