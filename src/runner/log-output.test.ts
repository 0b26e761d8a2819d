import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../lib/redaction/index.ts";
import type { LogChunk } from "../model/fact.ts";
import { cutLine, longestPrintedLine } from "./cut-line.ts";
import { createLogKeeper } from "./log-keeper.ts";
import { parseLogLine } from "./parse-log-line.ts";
import { rawLogLine } from "./raw-log-line.ts";
import { redactLogEvent } from "./redact-log-event.ts";
import { renderLogLine } from "./render-log-line.ts";

const secret = "s3cr3t-value";
const redactor = createRedactor([secret, "1234567"]);
const line = (fields: Record<string, unknown>) =>
  JSON.stringify({ level: "info", timestamp: "2026-11-21T08:08:38.1Z", ...fields });
const tap = (event: string, more = {}) =>
  line({ stdio: "stderr", cmd_type: "elb", name: "tap-x", event, ...more });

describe("a line for people", () => {
  it.each([
    ["a plugin's", tap("hello"), "08:08:38 info     tap-x  hello"],
    ["Meltano's", line({ event: "careful", level: "warning" }), "08:08:38 warning  meltano  careful"],
    ["of something else", "Error: Block nope not found", "Error: Block nope not found"],
    [
      "an exception",
      line({ event: "", level: "error", exception: [{ exc_type: "ValueError", exc_value: "bad" }] }),
      "08:08:38 error    meltano  ValueError: bad",
    ],
    [
      "a block's end",
      line({
        event: "Block run completed",
        success: false,
        err: "Extractor failed",
        exit_codes: { extractors: 3 },
        duration_seconds: 2,
        level: "error",
      }),
      "08:08:38 error    meltano  Block run completed (failure, Extractor failed, tap exit code 3, 2 s)",
    ],
    ["several lines in one", tap("one\ntwo"), "08:08:38 info     tap-x  one\n    two"],
    ["escape sequences", tap("\u001b[31mred\u001b[0m"), "08:08:38 info     tap-x  red"],
  ])("shows %s", (_case, text, expected) => {
    expect(renderLogLine(parseLogLine(text))).toBe(expected);
  });

  it("is cut between characters where it is too long, and says where it is whole", () => {
    const cut = cutLine("é".repeat(100_000), { where: "pitchpipe runs logs 1" });
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(longestPrintedLine);
    expect(cut).toMatch(/^é+… \[cut: 200000 bytes, whole in pitchpipe runs logs 1\]$/);
  });

  it("never holds a secret, in no part of an event", () => {
    const lines = [
      tap(`password ${secret}`),
      `plain ${secret}`,
      line({ event: "", level: "error", exception: [{ exc_type: "E", exc_value: secret }] }),
      line({ event: "Block run completed", success: false, err: `died of ${secret}` }),
      line({ event: "Failed to persist state", exception: `ValueError: ${secret}` }),
    ];
    for (const text of lines)
      expect(JSON.stringify(redactLogEvent(parseLogLine(text), redactor))).not.toContain(secret);
  });
});

describe("a raw line", () => {
  it("is Meltano's own but for what is secret", () => {
    expect(rawLogLine(tap(`a ${secret}`), redactor, "x")).not.toContain(secret);
    expect(rawLogLine(tap("plain"), redactor, "x")).toBe(tap("plain"));
    expect(rawLogLine(`Error ${secret}`, redactor, "x")).not.toContain(secret);
  });

  it("stays JSON when a secret of digits stands in a number", () => {
    const raw = rawLogLine(
      line({ event: "Run completed", duration_seconds: 0.1234567, note: `n ${secret}` }),
      redactor,
      "x",
    );
    expect(JSON.parse(raw)).toMatchObject({ event: "Run completed" });
    expect(raw).not.toContain(secret);
  });

  it("stays JSON and short however long and odd its text is", () => {
    const texts = fc.string({ unit: "binary", minLength: 0, maxLength: 50 }).map((text) => text.repeat(4000));
    fc.assert(
      fc.property(texts, texts, (event, extra) => {
        const raw = rawLogLine(tap(event, { extra }), createRedactor([]), "x");
        expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(longestPrintedLine);
        expect(JSON.parse(raw)).toMatchObject({ name: "tap-x" });
      }),
      { numRuns: 20 },
    );
  });
});

describe("keeping the log", () => {
  const keeper = (options: object = {}) => {
    const chunks: LogChunk[] = [];
    const record = async (chunk: LogChunk) => void chunks.push(chunk);
    return { chunks, ...createLogKeeper({ keep: "redacted", record, now: () => 5, ...options }) };
  };
  const say = (text: string) => parseLogLine(tap(text));

  it("makes chunks of 256 lines, numbered, in order, and the rest at the end", async () => {
    const { chunks, add, end } = keeper();
    for (let count = 0; count < 300; count += 1) add(say(`line ${count}`));
    await end();
    expect(chunks.map(({ number, lines }) => [number, lines.length])).toEqual([
      [0, 256],
      [1, 44],
    ]);
    expect(chunks[1]?.lines.at(-1)).toBe("2026-11-21T08:08:38.1Z info     tap-x  line 299");
  });

  it("writes what waits when it is told to, once, and nothing where nothing waits", async () => {
    const { chunks, add, flush, end } = keeper({ firstNumber: 7 });
    add(say("one"));
    flush();
    flush();
    await end();
    expect(chunks).toMatchObject([{ number: 7, at: 5 }]);
  });

  it("drops what goes beyond its limit, and says how much", async () => {
    const { chunks, add, end } = keeper({ limit: 100 });
    for (let count = 0; count < 5; count += 1) add(say("x".repeat(40)));
    await end();
    expect(chunks[0]?.lines).toEqual([
      expect.stringContaining("xxx"),
      "[4 lines are not kept: too much log at once or in all]",
    ]);
  });

  it("never keeps what a plugin wrote to its stdout", async () => {
    const { chunks, add, end } = keeper();
    add(parseLogLine(tap('{"type":"RECORD"}', { stdio: "stdout" })));
    await end();
    expect(chunks).toEqual([]);
  });

  it("keeps only what went wrong, or nothing, where it was told to", async () => {
    const errors = keeper({ keep: "errors" });
    const none = keeper({ keep: "none" });
    for (const { add } of [errors, none])
      for (const event of [
        say("fine"),
        say("ERROR not fine"),
        parseLogLine("Error: plain"),
        parseLogLine(line({ event: "hm", level: "warning" })),
      ])
        add(event);
    await errors.end();
    await none.end();
    expect(errors.chunks[0]?.lines).toHaveLength(3);
    expect(none.chunks).toEqual([]);
  });
});
