import { describe, expect, it } from "vitest";
import { maskValue } from "../../lib/redaction/index.ts";
import { githubReport, isFailure, junitReport, problemLine } from "./reports.ts";
import { done, inspectLines, record, schema } from "./sample-lines.ts";

const hostile = 'a"b<c>&\u001b[31m\u202e,:%\n\u0000';

async function broken() {
  const name = JSON.stringify(hostile);
  return await inspectLines(
    schema(),
    record('{"id":"x"}'),
    `{"type":"RECORD","stream":${name},"record":{}}`,
    '{"type":"SCHEMA","stream":"good","schema":{"properties":{}},"key_properties":[]}',
    '{"type":"RECORD","stream":"good","record":{}}',
    done,
  );
}

describe("a JUnit report", () => {
  it("has a failure for each grave problem, and a case for each good stream", async () => {
    const report = junitReport(await broken(), "error");
    expect(report).toContain('<testsuites name="pitchpipe inspect" tests="3" failures="2" errors="0">');
    expect(report.match(/<failure type="error"/g)).toHaveLength(2);
    expect(report).toContain('<testcase classname="pitchpipe.inspect" name="good"/>');
    expect(report).toContain("a&quot;b&lt;c&gt;&amp;,:% ");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(report).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
  });

  it("tells what is no failure apart, and moves the bar with --fail-on", async () => {
    const document = await inspectLines(schema(), record('{"id":1}'));
    expect(junitReport(document, "error")).toMatch(/failures="0"[\s\S]*<system-out>No STATE/);
    expect(junitReport(document, "warning")).toMatch(
      /failures="1"[\s\S]*<failure type="warning" message="No STATE/,
    );
  });

  it("of nothing but states has one case all the same", async () => {
    expect(junitReport(await inspectLines(done), "error")).toContain('tests="1" failures="0"');
  });
});

describe("a report for GitHub", () => {
  it("is an annotation for each problem, on one line, escaped", async () => {
    const report = githubReport(await broken());
    const lines = report.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(
      '::error file=-,line=2,title=pitchpipe record_violates_schema::s: $.id must be integer. 1×, line 2; found "a"',
    );
    expect(lines[1]).toContain('a"b<c>&,:%25 ');
  });

  it("says nothing of a stream as it should be", async () => {
    expect(githubReport(await inspectLines(schema(), record('{"id":1}'), done))).toBe("");
  });
});

describe("a failure", () => {
  it("is what the user says it is", async () => {
    const [warning] = (await inspectLines(schema(), record('{"id":1}'))).problems;
    if (warning === undefined) throw new Error("no problem");
    expect(isFailure(warning, "error")).toBe(false);
    expect(isFailure(warning, "warning")).toBe(true);
    expect(isFailure({ ...warning, severity: "info" }, "warning")).toBe(false);
    expect(problemLine(warning)).toBe("No STATE: the next run begins where this one began. 1×");
  });
});

describe("a masked value", () => {
  it.each([
    ['"Ana-77 é日"', '"Aaa-99 aa"'],
    ["12.50", "99.99"],
    ["null", "null"],
    ["true", "true"],
    ["NaN", "NaN"],
    ["{…}", "{…}"],
  ])("of %s is %s", (value, masked) => {
    expect(maskValue(value)).toBe(masked);
  });

  it("is short", () => {
    expect(maskValue(`"${"x".repeat(200)}"`)).toHaveLength(61);
  });
});
