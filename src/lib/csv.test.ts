import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("a line of CSV", () => {
  it("quotes what would end a cell or a line", () => {
    expect(csvLine([1, null, 'a"b', "a,b", "a\nb", "plain"])).toBe('1,,"a""b","a,b","a\nb",plain\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("keeps %j from being a formula", (text) => {
    expect(csvLine([text])).toMatch(/^"?'/);
  });

  it("leaves numbers below zero alone", () => {
    expect(csvLine([-1])).toBe("-1\r\n");
  });
});
