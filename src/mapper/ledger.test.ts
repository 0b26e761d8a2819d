import { expect, it } from "vitest";
import { sha256 } from "../../test/mapper/truth.ts";
import { Ledger, sharedAccount } from "./ledger.ts";

it("hashes a segment the same whether its records came in one piece or in many", () => {
  const bytes = Buffer.from("one\ntwo\nthree\n");
  const pieces = new Ledger();
  pieces.add("a", { bytes, start: 0, end: 4 }, 1, 1, 10);
  pieces.settle();
  pieces.add("a", { bytes, start: 4, end: 8 }, 1, 2, 20);
  pieces.add("a", { bytes, start: 8, end: 14 }, 1, 3, 20);
  const whole = new Ledger();
  whole.add("a", { bytes, start: 0, end: 14 }, 3, 4, 10);
  const [one] = pieces.closeSegments("state", Buffer.from("s"), 30);
  const [other] = whole.closeSegments("state", Buffer.from("s"), 30);
  expect(one).toEqual(other);
  expect(one).toMatchObject({
    ...{ sha256: sha256(bytes), stateSha256: sha256(Buffer.from("s")), records: 3, bytes: 14 },
    ...{ openedAt: 10, closedAt: 30 },
  });
});

it("closes only streams that had records since the last STATE", () => {
  const ledger = new Ledger();
  const bytes = Buffer.from("x\n");
  ledger.add("a", { bytes, start: 0, end: 2 }, 1, 5, 1);
  ledger.add("b", { bytes, start: 0, end: 2 }, 1, 6, 1);
  expect(ledger.sinceState()).toEqual([
    { stream: "a", records: 1, firstLine: 5, lastLine: 5 },
    { stream: "b", records: 1, firstLine: 6, lastLine: 6 },
  ]);
  expect(ledger.closeSegments("state", bytes, 2)).toHaveLength(2);
  ledger.add("b", { bytes, start: 0, end: 2 }, 1, 7, 3);
  expect(ledger.closeSegments("eof", null, 4)).toMatchObject([
    { stream: "b", number: 2, stateSha256: null, openedAt: 3 },
  ]);
  expect(ledger.closeSegments("eof", null, 5)).toEqual([]);
});

it("tells only the streams that changed since it was last asked", () => {
  const ledger = new Ledger();
  ledger.touch("a", 1).schemas++;
  expect(ledger.takeChanged()).toMatchObject([{ stream: "a", schemas: 1, records: 0, firstAt: 1 }]);
  expect(ledger.takeChanged()).toEqual([]);
});

it("does not grow without end, whatever names streams have", () => {
  const ledger = new Ledger();
  for (let stream = 0; stream < 50_010; stream++) ledger.touch(`s${stream}`, 1).schemas++;
  expect(ledger.account(sharedAccount).schemas).toBe(10);
  expect(new Ledger().account("x".repeat(5000)).stream.length).toBe(1025);
});

it("keeps a STATE's bookmark of each stream, as it is written, without secrets and not without bounds", () => {
  const bookmarkOf = (bookmark: string): string | null | undefined => {
    const ledger = new Ledger();
    ledger.add("a", { bytes: Buffer.from("x\n"), start: 0, end: 2 }, 1, 1, 1);
    const state = Buffer.from(`{"type":"STATE","value":{"bookmarks":{"a":${bookmark},"b":1}}}\n`);
    return ledger.closeSegments("state", state, 2)[0]?.bookmark;
  };
  expect(bookmarkOf('{"replication_key_value":12345678901234567890}')).toBe(
    '{"replication_key_value":12345678901234567890}',
  );
  expect(bookmarkOf('{"access_token":"abcdefgh"}')).toBe('{"access_token":"***"}');
  expect(bookmarkOf(`"${"x".repeat(3000)}"`)).toBeNull();
});

it("reads the bookmarks of twenty STATEs of one moment, and of the next moment again", () => {
  const ledger = new Ledger();
  const state = Buffer.from('{"type":"STATE","value":{"bookmarks":{"a":1}}}\n');
  const bookmarkAt = (now: number): string | null | undefined => {
    ledger.add("a", { bytes: Buffer.from("x\n"), start: 0, end: 2 }, 1, 1, now);
    return ledger.closeSegments("state", state, now)[0]?.bookmark;
  };
  expect(Array.from({ length: 25 }, () => bookmarkAt(1))).toEqual([
    ...Array.from({ length: 20 }, () => "1"),
    ...Array.from({ length: 5 }, () => null),
  ]);
  expect(bookmarkAt(2)).toBe("1");
});
