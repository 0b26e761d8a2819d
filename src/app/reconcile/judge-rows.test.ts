import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bookmarkOf, bookmarkOfText } from "./bookmark.ts";
import { firstSegment, segmentSentence } from "./first-segment.ts";
import { cautious, judgeSourceRows, judgeTargetRows, loadMode } from "./judge-rows.ts";

describe("rows in the target's table", () => {
  it.each([
    ["append", 10, 10, "equal"],
    ["append", 9, 10, "different"],
    ["append", 11, 10, "consistent"],
    ["append", 0, 0, "equal"],
    ["upsert", 3, 10, "consistent"],
    ["upsert", 10, 10, "consistent"],
    ["upsert", 99, 10, "consistent"],
    ["upsert", 0, 10, "different"],
    ["unknown", 3, 10, "consistent"],
    ["overwrite", 10, 10, "equal"],
    ["overwrite", 11, 10, "different"],
    ["overwrite", 9, 10, "consistent"],
  ] as const)("%s: %i rows after %i records are %s", (mode, rows, forwarded, kind) => {
    expect(judgeTargetRows(rows, { forwarded, mode, isNewest: true }).kind).toBe(kind);
  });

  it("that a later run replaced say nothing", () => {
    expect(judgeTargetRows(5, { forwarded: 10, mode: "overwrite", isNewest: false }).kind).toBe("unknown");
  });

  it.each([
    [["id"], undefined, "upsert"],
    [[], undefined, "append"],
    [null, undefined, "unknown"],
    [null, "append-only", "append"],
    // Targets that know no such setting merge all the same.
    [["id"], "append-only", "upsert"],
    [["id"], "overwrite", "overwrite"],
  ] as const)("with keys %j and load_method %j are a matter of %s", (keys, method, mode) => {
    expect(loadMode(keys, method)).toBe(mode);
  });
});

describe("rows at the source", () => {
  it.each([
    [10, 10, 10, "equal"],
    [12, 10, 10, "consistent"],
    [12, null, 10, "consistent"],
    [9, 9, 10, "different"],
    [12, 11, 10, "different"],
    [10, 8, 10, "equal"],
  ])("%i since the bookmark, %j up to the end, %i that came: %s", (since, within, saw, kind) => {
    expect(judgeSourceRows({ since, within }, saw).kind).toBe(kind);
  });
});

it("a contradiction of counts that are not final proves nothing", () => {
  const answer = (rows: number) => ({
    verdict: judgeTargetRows(rows, { forwarded: 10, mode: "append", isNewest: true }),
  });
  expect(cautious(answer(3))?.verdict).toMatchObject({
    kind: "unknown",
    says: expect.stringContaining("3 rows"),
  });
  expect(cautious(answer(10))).toEqual(answer(10));
  expect(cautious(null)).toBeNull();
});

describe("the first segment", () => {
  const difference = (alike: number | null) => ({ side: "target" as const, message: "", says: null, alike });
  const segments = (...records: number[]) => records.map((count, at) => ({ number: at + 1, records: count }));

  it.each([
    [0, [3, 3], { number: 1, firstRecord: 1, lastRecord: 3, atLatest: false }],
    [3, [3, 3], { number: 2, firstRecord: 4, lastRecord: 6, atLatest: true }],
    [5, [3, 0, 3], { number: 3, segments: 3, firstRecord: 4, lastRecord: 6, atLatest: true }],
    [2, [3], { number: 1, segments: 1, atLatest: false }],
    [null, [3], { number: 1, atLatest: false }],
  ] as const)("of a target that took %j of %j is found", (alike, records, place) => {
    expect(firstSegment(difference(alike), segments(...records))).toMatchObject(place);
  });

  it("is not named where counts don't say it", () => {
    expect(firstSegment(difference(null), segments(3, 3))).toBeNull();
    expect(firstSegment(difference(1), [])).toBeNull();
  });

  it("always holds the record behind those that came through alike", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 2, maxLength: 20 }), fc.nat(1000), (records, some) => {
        const all = records.reduce((sum, one) => sum + one, 0);
        fc.pre(all > 0);
        const alike = some % all;
        const found = firstSegment(difference(alike), segments(...records));
        return found !== null && found.firstRecord <= alike + 1 && alike + 1 <= found.lastRecord;
      }),
    );
  });

  it("is said as a sentence", () => {
    const found = firstSegment(difference(4), segments(3, 3));
    expect(found && segmentSentence(found)).toBe(
      "It shows in segment 2 of 2 (records 4 to 6) at the latest.",
    );
    const one = firstSegment(difference(4), segments(9));
    expect(one && segmentSentence(one)).toBe("The stream has one segment, records 1 to 9.");
  });
});

describe("a bookmark", () => {
  it.each([
    [
      { replication_key: "mod_ts", replication_key_value: "2026-01-01T00:00:00Z" },
      "mod_ts",
      "2026-01-01T00:00:00Z",
    ],
    [{ replication_key: "id", replication_key_value: 7, starting_replication_value: 5 }, "id", "7"],
    [{ updated_at: "2026-01-01" }, "updated_at", "2026-01-01"],
  ])("%j is of %s, %s", (state, field, value) => {
    expect(bookmarkOf(state)).toEqual({ field, value });
    expect(bookmarkOfText(JSON.stringify(state))).toEqual({ field, value });
  });

  it.each([[{}], [null], [[1]], ["x"], [{ a: 1, b: 2 }], [{ partitions: [] }], [{ replication_key: "a" }]])(
    "is not read out of %j",
    (state) => {
      expect(bookmarkOf(state)).toBeNull();
    },
  );

  it("that was cut is none", () => {
    expect(bookmarkOfText('{"replication_key": "mod')).toBeNull();
    expect(bookmarkOfText(null)).toBeNull();
  });
});
