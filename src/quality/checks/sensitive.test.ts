import { describe, expect, it } from "vitest";
import { expectViolations, StreamTest } from "../../../test/quality/stream.ts";

const quoted = (texts: readonly string[]): string[] => texts.map((text) => JSON.stringify(text));

describe("sensitive", () => {
  it("knows personal data and secrets by their look", () => {
    expectViolations(
      { sensitive: {} },
      quoted([
        "an order of 12 boxes",
        "ORD-2024-000123",
        "2024-01-31T23:59:59.123456+00:00",
        "192.168.0.1",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "4111111111111112",
        "1234567890123456789",
        "529.982.247-26",
        "000-12-3456",
        "GB82 WEST 1234 5698 7654 33",
        "a@b",
        "user at example.com",
        "+1 23",
        "12345678",
        "Basic training",
        "bearer of news",
        "11.222.333/0001-82",
        "",
      ]).concat(["5", "true", "null", "missing", "{}", "[]"]),
      quoted([
        "write to ann.b+c@mail.example.com!",
        "call +1 415 555 2671",
        "+5511999999999",
        "(415) 555-2671",
        "415-555-2671",
        "card 4111 1111 1111 1111",
        "5500005555555559",
        "378282246310005",
        "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
        "529.982.247-25",
        "11.222.333/0001-81",
        "ssn 078-05-1120",
        "AB 12 34 56 C",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789012345678901234567890123ab",
        "Authorization: Bearer abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
      ]),
    );
  });

  const email = "ann@example.com";
  const fieldsOf = (check: object, record: object, properties: object = {}): (string | null)[] => {
    const test = new StreamTest({ streams: { "*": { checks: [{ sensitive: check }] } } });
    if (Object.keys(properties).length > 0) test.schema({ properties } as never);
    test.record(record as never);
    return test
      .end()
      .filter(({ outcome }) => outcome === "violated")
      .map(({ field }) => field);
  };

  it("looks at nested texts, at the fields named, and not at those allowed", () => {
    const record = { a: email, b: { c: [{ d: email }] }, e: email };
    expect(fieldsOf({}, record)).toEqual(["a", "b.c[].d", "e"]);
    expect(fieldsOf({ fields: ["b"] }, record)).toEqual(["b.c[].d"]);
    expect(fieldsOf({ fields: ["b.c[].d", "a"] }, record)).toEqual(["b.c[].d", "a"]);
    expect(fieldsOf({ allow: ["a", "b"] }, record)).toEqual(["e"]);
    expect(fieldsOf({ kinds: ["iban"] }, record)).toEqual([]);
  });

  it("is silent about fields that are declared so", () => {
    const record = { a: email, b: email, c: email, d: "+1 415 555 2671" };
    const declared = {
      a: { format: "email" },
      b: { secret: true },
      c: { "x-sensitive": true },
      d: { format: "email" },
    };
    expect(fieldsOf({}, record, declared)).toEqual(["d"]);
  });

  it("masks the values and nothing else, and its alert is one of security", () => {
    const test = new StreamTest({ streams: { "*": { checks: [{ sensitive: {}, on_violation: "mask" }] } } });
    expect(test.record({ x: 1, note: { to: ["nobody", email] } })).toMatchObject({
      action: "mask",
      places: [["note", "to", 1]],
    });
    expect(test.end()).toMatchObject([
      { type: "security", message: "note.to[] looks like an e-mail address." },
    ]);
  });

  it("ends soon on long and hostile texts", () => {
    for (const text of [
      "a@".repeat(50_000),
      "1-".repeat(50_000),
      "+1 ".repeat(50_000),
      "A1".repeat(50_000),
      "4111 ".repeat(20_000),
      "a.".repeat(50_000),
      "-----BEGIN ".repeat(9000),
    ])
      fieldsOf({}, { v: text });
    let deep: object = { v: email };
    for (let at = 0; at < 500; at++) deep = { deep };
    expect(fieldsOf({}, deep)).toEqual([]);
  });
});
