import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageReader } from "./message-reader.ts";

function read(
  chunks: readonly Uint8Array[],
): { readonly bytes: Buffer; readonly kind: string; readonly number: number }[] {
  const reader = new MessageReader();
  const messages: { bytes: Buffer; kind: string; number: number }[] = [];
  const keep = (message: { bytes: Buffer; head: { kind: string }; number: number }): void => {
    messages.push({ bytes: Buffer.from(message.bytes), kind: message.head.kind, number: message.number });
  };
  for (const chunk of chunks) for (const message of reader.push(chunk)) keep(message);
  const last = reader.end();
  if (last !== null) keep(last);
  return messages;
}

/** The same bytes, cut where the numbers say. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const hostile = Buffer.from(
  [
    '{"type":"SCHEMA","stream":"a","schema":{"type":"object"},"key_properties":["id"]}',
    '{"type":"RECORD","stream":"a","record":{"id":9007199254740993,"v":1.10,"s":"\u2028\u0085"}}',
    "",
    "Traceback (most recent call last):",
    '{"type":"RECORD","stream":"a","record":{"id":1}}\r',
    '{"type":"STATE","value":{}}',
    '{"stream":"b","type":"RECORD","record":{"x":"\\u00e9\\/"}}',
    '{"type":"RECORD","stream":"a","record":{"id"',
  ].join("\n"),
);

describe("a message reader", () => {
  it("gives the same messages for every way to cut the stream in two", () => {
    const whole = read([hostile]);
    expect(whole.map(({ kind }) => kind)).toEqual([
      "SCHEMA",
      "RECORD",
      "BLANK",
      "GARBAGE",
      "RECORD",
      "STATE",
      "RECORD",
      "GARBAGE",
    ]);
    for (let at = 0; at <= hostile.length; at++)
      expect(read([hostile.subarray(0, at), hostile.subarray(at)])).toEqual(whole);
  });

  it("gives the bytes back as they came, however they were cut", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
      fc.constant(hostile),
      fc
        .array(fc.constantFrom("\n", "{}", '{"type":"STATE"}', "\r", "\u2028", "\0"), { maxLength: 40 })
        .map((parts) => Buffer.from(parts.join(""))),
    );
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 20 }), (input, places) => {
        const messages = read(cut(input, places));
        expect(Buffer.concat(messages.map((message) => message.bytes)).equals(input)).toBe(true);
        expect(messages).toEqual(read([input]));
        expect(
          messages.slice(0, -1).every((message) => message.bytes.indexOf(10) === message.bytes.length - 1),
        ).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps lines longer than its buffer whole", () => {
    const long = Buffer.from(`{"type":"RECORD","stream":"a","record":{"x":"${"y".repeat(900_000)}"}}\n`);
    const input = Buffer.concat([long, Buffer.from('{"type":"STATE","value":1}\n'), long]);
    const messages = read(cut(input, [1, 65_536, 300_000, 900_030, 1_000_000]));
    expect(messages.map(({ kind, number }) => [kind, number])).toEqual([
      ["RECORD", 1],
      ["STATE", 2],
      ["RECORD", 3],
    ]);
    expect(Buffer.concat(messages.map((message) => message.bytes)).equals(input)).toBe(true);
  });

  it("parses a message only when asked", () => {
    const [message] = new MessageReader().push(
      Buffer.from('{"type":"RECORD","stream":"a","record":{"x":NaN}}\n'),
    );
    expect(message?.value()).toEqual({ type: "RECORD", stream: "a", record: { x: null } });
    const [garbage] = new MessageReader().push(Buffer.from("nope\n"));
    expect(garbage?.value()).toBeUndefined();
  });
});
