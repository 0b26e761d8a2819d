import { describe, expect, it } from "vitest";
import { RecordReader } from "../record/record-reader.ts";
import { compileExpression } from "./expression.ts";
import { EvaluationFault } from "./values.ts";

/** What an expression says of a record: true, false, null, or why it can't be judged. */
function judge(source: string, record: string): boolean | null | string {
  const compiled = compileExpression(source);
  if ("error" in compiled) throw new Error(`${source}: ${compiled.error}`);
  const reader = new RecordReader();
  reader.read(`{"record":${record}}`, 1, Date.UTC(2024, 5, 1));
  const judged = compiled.judge(reader);
  return judged instanceof EvaluationFault ? judged.message : judged;
}

describe("an expression", () => {
  it.each<[string, string, boolean | null]>([
    ["packed_qty <= alloc_qty", '{"packed_qty":3,"alloc_qty":3}', true],
    ["packed_qty <= alloc_qty", '{"packed_qty":3.0000000000000000000001,"alloc_qty":3}', false],
    ["packed_qty <= alloc_qty", '{"packed_qty":9007199254740993,"alloc_qty":9007199254740992}', false],
    ["a + b == 0.3", '{"a":0.1,"b":0.2}', true],
    ["a + 1 > a", '{"a":9007199254740992}', true],
    [
      "a * b == 121932631137021795226185032733622923332237463801111263526900.0",
      '{"a":123456789012345678901234567890,"b":987654321098765432109876543210}',
      true,
    ],
    ["a - b == 0.000000000000000000000000000001", '{"a":1.000000000000000000000000000001,"b":1}', true],
    ["a / 2 == 3.5", '{"a":7}', true],
    ["a % 2 == 1", '{"a":7}', true],
    ["-a == -1.5", '{"a":1.5}', true],
    ["a == 12345678901234567890123", '{"a":12345678901234567890123}', true],
    ["a == 12345678901234567890124", '{"a":12345678901234567890123}', false],
    ["status in ['OPEN', 'PACKED']", '{"status":"OPEN"}', true],
    ["status in ['OPEN', 'PACKED']", '{"status":"X"}', false],
    ["1.1 in items", '{"items":[1.10, 2]}', true],
    ["email != null", '{"email":null}', false],
    ["email != null", "{}", false],
    ["email == null || email.contains('@')", '{"email":"a@b"}', true],
    ["has(email)", '{"email":null}', true],
    ["has(email) && has(a.b)", '{"email":1,"a":{}}', false],
    ["a.b.c == 1", '{"a":{"b":{"c":1}}}', true],
    ["a.b.c == null", '{"a":{}}', true],
    ["lines[1].qty == 2", '{"lines":[{"qty":1},{"qty":2}]}', true],
    ["record['field-name'] == 1", '{"field-name":1}', true],
    ["lines.all(l, l.qty > 0)", '{"lines":[{"qty":1},{"qty":2}]}', true],
    ["lines.all(l, l.qty > 0)", '{"lines":[{"qty":1},{"qty":0}]}', false],
    ["lines.exists(l, l.qty == 9007199254740993)", '{"lines":[{"qty":9007199254740993}]}', true],
    ["lines.exists_one(l, l == 1)", '{"lines":[1,1]}', false],
    ["lines.filter(l, l > 1).size() == 1", '{"lines":[1,2]}', true],
    ["lines.map(l, l * 2) == [2, 4]", '{"lines":[1,2]}', true],
    ["a.all(x, b.all(y, x != y)) && x == 7", '{"a":[1],"b":[2],"x":7}', true],
    ["size(name) == 2 && name.size() == 2", '{"name":"😀é"}', true],
    ["name.matches('^[a-z]+$') && name.startsWith('a') && name.endsWith('c')", '{"name":"abc"}', true],
    [
      "name.lowerAscii() == 'abc' && name.upperAscii() == 'ABC' && ' x '.trim() == 'x'",
      '{"name":"aBc"}',
      true,
    ],
    [
      "timestamp(a) < timestamp(b)",
      '{"a":"2024-01-01T00:00:00.0000001Z","b":"2024-01-01T00:00:00.0000002Z"}',
      true,
    ],
    ["timestamp(a) == timestamp(b)", '{"a":"2024-01-01T02:00:00+02:00","b":"2024-01-01T00:00:00Z"}', true],
    [
      "timestamp(b) - timestamp(a) <= duration('26h')",
      '{"a":"2024-01-01T00:00:00Z","b":"2024-01-02T02:00:00Z"}',
      true,
    ],
    ["timestamp(a) + duration('1h30m') == timestamp('2024-01-01T01:30:00Z')", '{"a":"2024-01-01"}', true],
    ["timestamp(a) <= now()", '{"a":"2030-01-01"}', false],
    ["timestamp(a).getFullYear() == 2024 && timestamp(a).getMonth() == 0", '{"a":"2024-01-31"}', true],
    ["int('12') == 12 && double('1.5') == 1.5 && string(1.50) == '1.5' && int(-1.9) == -1", "{}", true],
    ["abs(a) == 2 && type(a) == 'number'", '{"a":-2}', true],
    ["a ? b : c", '{"a":true,"b":true}', true],
    ["!a", '{"a":false}', true],
    ["'a' < 'b' && false < true", "{}", true],
    ["bool('true') && !bool(false) && int(true) == 1 && dyn(a) == null", "{}", true],
    [
      "int(timestamp('1970-01-01T00:01:00Z')) == 60 && timestamp(60) == timestamp('1970-01-01T00:01:00Z')",
      "{}",
      true,
    ],
    ["string(timestamp('2024-01-01')) == '2024-01-01' && string(true) == 'true'", "{}", true],
    ["'abc'.indexOf('c') == 2 && [1, 2] + [3] == [1, 2, 3] && 'a' + 'b' == 'ab'", "{}", true],
    [
      "timestamp('2024-02-29T13:14:15Z').getDate() == 29 && timestamp('2024-02-29').getDayOfMonth() == 28",
      "{}",
      true,
    ],
    [
      "timestamp('2024-02-29T13:14:15Z').getHours() == 13 && timestamp('2024-02-29T13:14:15Z').getMinutes() == 14",
      "{}",
      true,
    ],
    [
      "timestamp('2024-02-29T13:14:15Z').getSeconds() == 15 && timestamp('2024-02-29').getDayOfWeek() == 4",
      "{}",
      true,
    ],
    ["duration('1h') + duration('30m') == duration('90m') && -duration('1h') < duration('-30m')", "{}", true],
    ["duration('1h') + timestamp('2024-01-01') > timestamp(timestamp('2024-01-01'))", "{}", true],
    ["size({'a': 1}) == 1 && 'a' in {'a': 1} && {'a': 1}.exists(k, k == 'a')", "{}", true],
    ["abs(2) == 2 && abs(-a) == a", '{"a":12345678901234567890.5}', true],
    ["{'a': 1} == {'a': 1.0}", "{}", true],
    ["toString == null && constructor == null && record['__proto__'] == null", "{}", true],
    ["cafe == 'caf\u00e9'", '{"cafe":"cafe\u0301"}', true],
  ])("%s of %s is %s", (source, record, expected) => {
    expect(judge(source, record)).toBe(expected);
  });

  it.each([
    ["a <= b", '{"a":null,"b":1}'],
    ["a <= b", '{"b":1}'],
    ["a + 1 > 0", "{}"],
    ["a.contains('x')", '{"a":null}'],
    ["a.matches('x')", "{}"],
    ["a.all(x, x > 1)", "{}"],
    ["!a", "{}"],
    ["a > 1 && true", "{}"],
    ["a > 1 || false", "{}"],
    ["a ? true : false", "{}"],
  ])("%s of %s has no answer, because of null", (source, record) => {
    expect(judge(source, record)).toBeNull();
  });

  it("lets one side decide where null or a fault on the other does not matter", () => {
    expect(judge("a > 1 && false", "{}")).toBe(false);
    expect(judge("a > 1 || true", "{}")).toBe(true);
    expect(judge("a > 1 || true", '{"a":"text"}')).toBe(true);
    expect(judge("a > 1 && false", '{"a":"text"}')).toBe(false);
  });

  it.each([
    ["a <= b", '{"a":"secret","b":1}', "a string can't be compared with a number"],
    ["a + 1 > 0", '{"a":"secret"}', "a string + a number is nothing"],
    ["a", '{"a":"secret"}', "a string is neither true nor false"],
    ["a / 0 > 1", '{"a":5}', "a number too large, or a division by zero"],
    ["a > 1", '{"a":NaN}', "a number that is none"],
    ["timestamp(a) < now()", '{"a":"yesterday"}', "a value that is no date or time"],
    ["bool(a)", '{"a":"maybe"}', "a text that is neither true nor false"],
    ["int(a) > 1", '{"a":"12x"}', "a text that is no number"],
    ["duration(a) > duration('1s')", '{"a":"soon"}', "a value that is no duration such as 90s or 26h"],
    ["a.all(x, true)", '{"a":5}', "a number has no items"],
    ["1 in a", '{"a":5}', "nothing is in a number"],
    ["-a > 1", '{"a":"x"}', "there is no negative of a string"],
    ["a.matches('x')", '{"a":5}', "matches() takes no number"],
    ["a.startsWith('x')", '{"a":5}', "startsWith() takes no number"],
    ["a.b == 1", '{"a":5}', "a number has no element of that kind"],
    ["a + b > 0", '{"a":1.0000000000000001e99999,"b":1}', "a number too large, or a division by zero"],
    [
      "a.all(x, a.all(y, a.all(z, true)))",
      `{"a":[${Array.from({ length: 100 }, () => 1)}]}`,
      "it takes too many steps",
    ],
  ])("%s can't be judged, and the reason shows no value", (source, record, reason) => {
    expect(judge(source, record)).toBe(reason);
  });
});

describe("an expression that can't be right", () => {
  it.each([
    ["packed_qty + 1", "is a number, and must be true or false"],
    ["'text'", "is a string, and must be true or false"],
    ["1 + 'a' == 2", "a number + a string is nothing"],
    ["1 < 'a'", "a number < a string is nothing"],
    ["true + true == 2", "a bool + a bool is nothing"],
    ["!5", "! takes no number"],
    ["1 && true", "&& takes no number"],
    ["nosuch(1) == 1", "there is no function nosuch"],
    ["a.nosuch() == 1", "there is no method nosuch()"],
    ["constructor(1) == 1", "there is no function constructor"],
    ["a.matches('(')", "missing closing"],
    ["a.matches(b)", "matches() takes one text"],
    ["a.matches('(?=x)')", "invalid"],
    ["size() == 1", "size() takes 1 value(s), not 0"],
    ["size(1) == 1", "size() takes no number"],
    ["a.all(1, true)", "all"],
    ["5.all(x, true)", ""],
    ["a >", ""],
    ["", ""],
    ["a ? 1 : 2", "is a number"],
    ["has(1)", ""],
    ["(".repeat(5000), ""],
    ["1".repeat(10_001), "is longer than"],
  ])("%s is refused, with its place", (source, reason) => {
    const compiled = compileExpression(source);
    expect("error" in compiled ? compiled.error : "compiles").toContain(reason);
    expect(compiled).not.toHaveProperty("judge");
  });

  it("says at which character", () => {
    expect(compileExpression("a == 1 && (1 < 'a')")).toMatchObject({ at: 12 });
  });
});
