import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { showRun } from "./run-document.ts";

const blocks = ["tap-script", "watch", "target-script"];
const good = {
  status: "success",
  complete: true,
  streams: [{ stream: "things", records: 10, forwarded: 10 }],
};
let project: Project;

function open(files: Readonly<Record<string, string>> = {}): Project {
  project = makeProject({
    extractors: [scriptTap({ say: ["", "{not json", "plain"] })],
    loaders: [scriptTarget()],
    files,
  });
  return project;
}

afterEach(() => project.remove());

describe("what a project makes of Meltano's log", () => {
  it("does not blind us when it has a logging.yaml of its own", async () => {
    open({ "logging.yaml": quietLogging });
    const outcome = await project.runPitchpipe(["run", ...blocks]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(await showRun(project)).toMatchObject(good);
  });

  it.each(["warning", "error"])("does not blind us at --log-level %s", async (level) => {
    open();
    const outcome = await project.runPitchpipe(["run", "--log-level", level, ...blocks]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(await showRun(project)).toMatchObject(good);
  });

  it("relays it raw with --log-format json", async () => {
    open();
    const outcome = await project.runPitchpipe(["run", "--log-format", "json", ...blocks]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(/^\{.*"event": ?"Run completed".*\}$/m);
  });
});

const quietLogging = `version: 1
disable_existing_loggers: false
formatters:
  plain: {(): meltano.core.logging.plain_formatter}
handlers:
  console: {class: logging.StreamHandler, formatter: plain, level: CRITICAL, stream: "ext://sys.stderr"}
root: {level: CRITICAL, handlers: [console]}
`;
