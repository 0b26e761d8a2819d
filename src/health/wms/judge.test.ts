import { expect, it } from "vitest";
import { readReply } from "./judge.ts";

const reply = (status: number, headers: Readonly<Record<string, string>>) =>
  ({
    kind: "answered",
    status,
    header: (name: string) => headers[name] ?? null,
    text: "",
    broken: null,
  }) as const;

it.each([
  ["120", {}, 120],
  ["Sat, 21 Nov 2026 12:02:00 GMT", { date: "Sat, 21 Nov 2026 12:00:30 GMT" }, 90],
  ["Sat, 21 Nov 2026 12:00:00 GMT", { date: "Sat, 21 Nov 2026 12:00:30 GMT" }, 0],
  ["Sat, 21 Nov 2026 12:02:00 GMT", {}, null],
  ["soon", { date: "Sat, 21 Nov 2026 12:00:30 GMT" }, null],
])("a server that throttles until `%s` asks to wait so long", (after, headers, seconds) => {
  const reading = readReply(reply(429, { "retry-after": after, ...headers }), "HEAD");
  expect(reading).toMatchObject({
    kind: "settled",
    outcome: { status: "degraded", details: { fault: "throttled", retry_after_seconds: seconds } },
  });
});
