import { describe, expect, it } from "vitest";
import { parseRunArguments } from "./command-line.ts";
import { chooseRunId, meltanoArguments, plainMeltanoArguments, relayLevel } from "./meltano-command.ts";

const line = (text: string) => parseRunArguments(text.split(" ").filter(Boolean));
const id = "0199f2c1-0000-7000-8000-000000000000";

describe("Meltano's command line", () => {
  it("puts global options before run, the log as JSON, and the run's id behind it", () => {
    const given = line("--environment prod --no-environment --cwd /srv --full-refresh tap-x target-y");
    expect(meltanoArguments(given, { level: "info", runId: id, timeoutMs: null })).toEqual([
      "--environment=prod",
      "--no-environment",
      "--cwd=/srv",
      "--log-config=/dev/null",
      "--log-format=json",
      "--log-level=info",
      "run",
      `--run-id=${id}`,
      "--full-refresh",
      "tap-x",
      "target-y",
    ]);
  });

  it("gives neither run id nor timeout twice", () => {
    const given = line(`job --run-id ${id} --timeout 5`);
    expect(meltanoArguments(given, { level: "info", runId: id, timeoutMs: 7000 })).toEqual([
      "--log-config=/dev/null",
      "--log-format=json",
      "--log-level=info",
      "run",
      "job",
      "--run-id",
      id,
      "--timeout",
      "5",
    ]);
  });

  it("hands the configured timeout on in whole seconds", () => {
    expect(meltanoArguments(line("job"), { level: "info", runId: id, timeoutMs: 1500 })).toContain(
      "--timeout=2",
    );
  });

  it.each([
    ["--log-level warning job", "warning", "--log-level=info"],
    ["--log-level debug job", "debug", "--log-level=debug"],
    ["job", "info", "--log-level=info"],
  ])("asks Meltano for what judging needs with `%s`, and relays what was wished", (text, relayed, asked) => {
    const level = relayLevel(line(text), {});
    expect(level).toBe(relayed);
    expect(meltanoArguments(line(text), { level, runId: id, timeoutMs: null })).toContain(asked);
  });

  it("relays at the level that Meltano itself was told by a variable", () => {
    expect(relayLevel(line("job"), { MELTANO_CLI_LOG_LEVEL: "ERROR" })).toBe("error");
    expect(relayLevel(line("job"), { MELTANO_CLI_LOG_LEVEL: "loud" })).toBe("info");
  });

  it("leaves everything as it was written where pitchpipe only hands on", () => {
    expect(
      plainMeltanoArguments(line("--log-level debug --log-format json --no-environment --dry-run job")),
    ).toEqual(["--log-level=debug", "--no-environment", "--log-format=json", "run", "--dry-run", "job"]);
  });
});

describe("the run's id", () => {
  const fresh = () => "fresh";

  it.each([
    ["the user's own", `--run-id ${id} job`, {}, id],
    ["without dashes too", `--run-id ${id.replaceAll("-", "").toUpperCase()} job`, {}, id],
    ["an exported one", "job", { MELTANO_RUN_ID: id }, id],
    ["not an outer run's of ours", "job", { MELTANO_RUN_ID: id, MELTANO_JOB_TRIGGER: "pitchpipe" }, "fresh"],
    ["a fresh one", "job", {}, "fresh"],
    ["a fresh one where the given is none", "--run-id monday job", {}, "fresh"],
  ])("is %s", (_case, text, env, expected) => {
    expect(chooseRunId(line(text), env, fresh)).toBe(expected);
  });
});
