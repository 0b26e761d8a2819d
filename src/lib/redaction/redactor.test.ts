import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../canonical-json.ts";
import { createRedactor } from "./redactor.ts";

const shapesOnly = createRedactor([]);
const redact = (text: string): string => shapesOnly.text(text);

describe("known secret values", () => {
  const value = 'p@ss/w"ör d+1';
  const redactor = createRedactor([value, "short", ""]);

  it.each([
    ["plain", value],
    ["URL-encoded", encodeURIComponent(value)],
    ["URL-encoded in lower case", encodeURIComponent(value).toLowerCase()],
    ["in a form", encodeURIComponent(value).replaceAll("%20", "+")],
    ["in JSON", JSON.stringify({ a: value })],
    ["in JSON within JSON", JSON.stringify(JSON.stringify({ a: value }))],
    ["in ASCII JSON as Python writes it", 'p@ss/w\\"\\u00f6r d+1'],
    ["in base64", Buffer.from(value).toString("base64")],
    ["in base64 after one byte", Buffer.from(`:${value}:`).toString("base64")],
    ["in base64 after two bytes", Buffer.from(`u:${value}!`).toString("base64")],
    ["in URL-safe base64", Buffer.from(`${value}???>>>`).toString("base64url")],
  ])("are masked %s", (_, text) => {
    const redacted = redactor.text(`before ${text} after`);
    expect(redacted).toContain("***");
    expect(redacted).not.toContain(text);
    expect(redacted).toMatch(/^before .*\*\*\*.* after$/);
  });

  it("are not searched for when they are shorter than six characters", () => {
    expect(redactor.text("in short: fine")).toBe("in short: fine");
  });

  it("are masked as one where they overlap", () => {
    expect(createRedactor(["abcdef123", "123456xyz"]).text("<abcdef123456xyz>")).toBe("<***>");
  });

  it("are masked line by line when they have several lines", () => {
    const key =
      "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nEFAASCBKcwggSjAgEAAoIBAQ\n-----END KEY-----";
    const lines = createRedactor([key]);
    expect(lines.text("tap | MIIEvQIBADANBgkqhkiG9w0BAQ")).toBe("tap | ***");
  });

  it("never survive in any form, wherever they stand", () => {
    const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);
    const form = fc.constantFrom<(text: string) => string>(
      (text) => text,
      encodeURIComponent,
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => JSON.stringify(JSON.stringify(text)).slice(1, -1),
    );
    void fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 20 }),
        form,
        fc.string(),
        (secrets, write, around) => {
          const redactor = createRedactor(secrets);
          for (const planted of secrets.map((text) => text.trim()).filter((text) => !/^\*+$/.test(text))) {
            const redacted = redactor.text(`${around}\u0000${write(planted)}\u0000${around}`);
            const [, middle = ""] = redacted.split("\u0000");
            expect(middle).not.toContain(write(planted));
            expect(redactor.text(redacted)).toBe(redacted);
          }
        },
      ),
    );
  });

  it("never survive in base64, whatever stands before and after them", () => {
    void fc.assert(
      fc.property(
        fc.stringMatching(/^[ -~]{9,40}$/).filter((text) => text.trim() === text),
        fc.uint8Array(),
        fc.uint8Array(),
        (secret, before, after) => {
          const text = Buffer.concat([before, Buffer.from(secret), after]).toString("base64");
          const redacted = createRedactor([secret]).text(text);
          expect(redacted).toContain("***");
        },
      ),
    );
  });
});

describe("known shapes", () => {
  const forty = "aB3".repeat(14);
  it.each([
    ["postgresql+psycopg2://etl:p@ss/word@db:5432/x", "postgresql+psycopg2://etl:***@db:5432/x"],
    ["redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0"],
    ["mysql://u:12345@h/db and http://h:8080/a@b", "mysql://u:***@h/db and http://h:8080/a@b"],
    ["Authorization: Bearer abcdefghijklmnop1", "Authorization: Bearer ***"],
    ["got 'Bearer abc.def-123' back", "got 'Bearer ***' back"],
    [`Basic ${Buffer.from("user:pw").toString("base64")}`, "Basic ***"],
    ['{"password": "hun\\"ter2", "user": "etl"}', '{"password": "***", "user": "etl"}'],
    ['{\\"api_key\\": \\"abc\\", \\"n\\": 1}', '{\\"api_key\\": \\"***\\", \\"n\\": 1}'],
    ["db_password=hunter2;port=5432", "db_password=***;port=5432"],
    ["client-secret: s3cr3t, scope: all", "client-secret: ***, scope: all"],
    ["{'token': 'x y z', 'a': 1}", "{'token': '***', 'a': 1}"],
    ["token = 'never closed", "token = '***"],
    ["PGPASSWORD=a b", "PGPASSWORD=*** b"],
    ["key AKIAIOSFODNN7EXAMPLE used", "key *** used"],
    [`AIza${"x".repeat(35)}`, "***"],
    [`ya29.${forty}`, "***"],
    [`AccountKey=${forty}==;x`, "AccountKey=***;x"],
    [`?sv=2020&sig=${forty}%3D`, "?sv=2020&sig=***"],
    [`ghp_${forty.slice(0, 36)}`, "***"],
    [`github_pat_${forty}`, "***"],
    ["xoxb-1234567890-abc", "***"],
    ["https://hooks.slack.com/services/T0/B0/abc", "https://hooks.slack.com/services/***"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "***"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMII-x\n-----END RSA PRIVATE KEY----- ok", "*** ok"],
    ["-----BEGIN PRIVATE KEY-----\\nMIIE", "***"],
  ])("%# masks %j", (text, redacted) => {
    expect(redact(text)).toBe(redacted);
    expect(redact(redacted)).toBe(redacted);
  });

  it.each([
    "2026-11-21T08:08:38.379301Z [info     ] Environment 'dev' is active",
    "Running job with name 'dev:tap-node-to-target-node' and run ID '01a1fd26-5b2a-7c31-9f00-2b9be1a0c111'",
    'METRIC: {"type":"counter","metric":"record_count","value":5,"tags":{"stream":"s","pid":1}}',
    "Reader 'target-postgres' completed processing 25004 lines of input (2 schemas, 25000 records)",
    "Invalid token: unexpected end of input",
    "basic authentication failed, bearer authentication too",
    "password authentication failed for user etl",
    "token: null, password: None, secret=",
    "primary_key=id replication_key=updated_at max_tokens=100 token_url=https://x.example/oauth",
    "the tokenizer: fast, the secretary: kind",
    "http://localhost:8080/a?b=c#d user@example.com ssh://git@example.com/x.git",
    "INSERT INTO t (a, b) VALUES (:a, :b) -- 100 %",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "State: {'bookmarks': {'orders': {'replication_key_value': '2026-01-01T00:00:00Z'}}}",
    "password=*** token: ***",
  ])("%# leaves ordinary text alone: %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("leaves any text of ordinary words as it is, and never throws", () => {
    const word = fc.constantFrom(
      ..."run stream loaded 42 key: error= [info] {} tap-x 'a' \"b\" \\n https://x/y @".split(" "),
    );
    void fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(redact(words.join(" "))).toBe(words.join(" "));
      }),
    );
    void fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => redact(redact(text)) === redact(text)),
    );
  });

  it("does nothing twice on text made of triggers", () => {
    const piece = fc.constantFrom(
      ...'password token: = " \' \\" Bearer Basic :// : @ *** eyJ . - abc 123 secret key ; , \n & sig= AccountKey='.split(
        " ",
      ),
    );
    void fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom("", " "), (pieces, glue) => {
        const once = redact(pieces.join(glue));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("secrets in JSON", () => {
  const redactor = createRedactor(["hunter2hunter2"]);

  it("masks values, keys, and all that a secret's name points to", () => {
    const value = {
      a: ["x hunter2hunter2"],
      hunter2hunter2: 1,
      api_key: 5,
      token: null,
      password: { p: 1 },
      ok: true,
    };
    expect(redactor.json(value)).toEqual({
      a: ["x ***"],
      "***": 1,
      api_key: "***",
      token: null,
      password: "***",
      ok: true,
    });
  });

  it("masks what is nested deeper than anybody reads", () => {
    let value: Json = "hunter2hunter2";
    for (let depth = 0; depth < 5000; depth += 1) value = [value];
    expect(JSON.stringify(redactor.json(value))).toContain('"***"');
  });
});
