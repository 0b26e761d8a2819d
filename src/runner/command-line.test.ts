import { describe, expect, it } from "vitest";
import { UsageError } from "../lib/errors.ts";
import { parseRunArguments } from "./command-line.ts";

const parse = (text: string) => parseRunArguments(text.split(" ").filter(Boolean));

describe("the command line of run", () => {
  it.each([
    ["tap-x watch target-y", ["tap-x", "watch", "target-y"]],
    ["--json tap-x target-y", ["tap-x", "target-y"]],
    ["--full-refresh tap-x target-y", ["--full-refresh", "tap-x", "target-y"]],
    ["--state-id-suffix s tap-x target-y", ["--state-id-suffix", "s", "tap-x", "target-y"]],
    ["--state-id-suffix=s -f tap-x target-y", ["--state-id-suffix=s", "-f", "tap-x", "target-y"]],
    ["tap-x target-y --full-refresh --json", ["tap-x", "target-y", "--full-refresh", "--json"]],
    ["-- --strict tap-x target-y", ["--strict", "tap-x", "target-y"]],
    ["--json -- tap-x -- target-y", ["tap-x", "--", "target-y"]],
    ["--some-new-flag my-job", ["--some-new-flag", "my-job"]],
    ["", []],
  ])("hands Meltano what is Meltano's in `%s`", (line, rest) => {
    expect(parse(line).rest).toEqual(rest);
  });

  it("knows its own options before the first block, in both spellings", () => {
    expect(parse("--json --strict --meltano /opt/meltano --log-format=json my-job")).toMatchObject({
      json: true,
      strict: true,
      meltano: "/opt/meltano",
      logFormat: "json",
      rest: ["my-job"],
    });
  });

  it("keeps Meltano's global options apart", () => {
    const { globals } = parse(
      "--environment prod --cwd=/srv --no-environment --env-file .env.prod --log-level debug job",
    );
    expect([...globals]).toEqual([
      ["--environment", "prod"],
      ["--cwd", "/srv"],
      ["--no-environment", null],
      ["--env-file", ".env.prod"],
      ["--log-level", "debug"],
    ]);
  });

  it.each([
    ["--run-id 0199f2c1-0000-7000-8000-000000000000 job", ["job"]],
    ["tap-x target-y --run-id=0199f2c1-0000-7000-8000-000000000000", ["tap-x", "target-y"]],
    ["-- --run-id 0199f2c1-0000-7000-8000-000000000000 job", ["job"]],
  ])("finds the user's run id in `%s`", (line, blocks) => {
    expect(parse(line)).toMatchObject({ runId: "0199f2c1-0000-7000-8000-000000000000", blocks });
  });

  it.each([
    ["--timeout 60 job", "60"],
    ["job --timeout=5", "5"],
    ["job", null],
  ])("knows whether `%s` limits the time", (line, timeout) => {
    expect(parse(line).timeout).toBe(timeout);
  });

  it.each(["--dry-run job", "job --dry-run", "job --only-install", "job --help"])(
    "runs nothing for `%s`",
    (line) => {
      expect(parse(line).nothingRuns).toBe(true);
    },
  );

  it("takes --help before the first block as its own", () => {
    expect(parse("--help")).toMatchObject({ help: true, nothingRuns: false });
  });

  it.each(["--meltano", "--log-format yaml job", "--environment"])("refuses `%s`", (line) => {
    expect(() => parse(line)).toThrow(UsageError);
  });
});
