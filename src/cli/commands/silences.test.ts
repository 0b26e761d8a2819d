import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { main } from "../main.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
  project.configure("channels: {ops: {type: log, path: ops.jsonl}}\ntimezone: America/Sao_Paulo\n");
});

afterEach(() => project[Symbol.asyncDispose]());

const send = (...more: string[]) =>
  project.json(["alerts", "send", "--name", "load", "--label", "job=daily", ...more]);

describe("silences add", () => {
  it("keeps what fits quiet, says what that is now, and is listed with its author, comment and end", async () => {
    const open = await send();
    const silence = await project.json([
      ..."silences add job=daily --duration 2h --by ana --comment".split(" "),
      "patching the source",
    ]);
    expect(silence).toMatchObject({
      status: "active",
      matchers: ["job=daily"],
      created_by: "ana",
      comment: "patching the source",
      alert_id: null,
      matches: [{ id: open.id, title: "load" }],
    });
    expect(Date.parse(silence.ends_at) - Date.parse(silence.starts_at)).toBe(7_200_000);
    const other = await send("--label", "stream=orders");
    expect(other.notifications).toEqual([]);
    expect((await project.json(["silences", "list"])).silences).toMatchObject([{ id: silence.id }]);
  });

  it("previews for people and marks the system's user as unverified", async () => {
    await send();
    const { out, code } = await project.pitchpipe(["silences", "add", "job=daily", "--duration", "1h"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^job=daily\n1 open alert will be quiet:\n {2}\w{8} {2}load\nSilence \w{8} is on until/,
    );
    const [silence] = (await project.json(["silences", "list"])).silences;
    expect(silence.created_by).toMatch(/ \(unverified\)$/);
  });

  it("derives its matchers from an alert", async () => {
    const { id } = await send("--resource", 'we"b');
    const silence = await project.json(["silences", "add", "--alert", id.slice(0, 8), "--duration", "1h"]);
    expect(silence.alert_id).toBe(id);
    expect(silence.matchers).toContain('name="load"');
    expect(silence.matchers).toContain('resource="we\\"b"');
    expect(silence.matches).toMatchObject([{ id }]);
  });

  it("leaves out labels of the alert that no matcher can ask for", async () => {
    const { id } = await send("--label", "a b=c", "--label", "region=eu");
    const { matchers, matches } = await project.json(["silences", "add", "--alert", id, "--duration", "1h"]);
    expect(matchers).toContain('region="eu"');
    expect(matchers.join()).not.toContain("a b");
    expect(matches).toMatchObject([{ id }]);
  });

  it("reads a time of day by the project's clock", async () => {
    const silence = await project.json(["silences", "add", "job=a", "--until", "2099-01-31T08:00"]);
    expect(silence.ends_at).toBe("2099-01-31T11:00:00.000Z");
  });

  it("refuses a label that neither an open alert nor a setting has, unless it is meant", async () => {
    const add = (...more: string[]) =>
      project.pitchpipe(["silences", "add", 'jobb="daily"', "--duration", "1h", ...more]);
    const { code, err } = await add();
    expect(code).toBe(2);
    expect(err).toContain('The matcher jobb="daily" asks for the label jobb, which no open alert');
    expect(err).toContain("Did you mean job?");
    expect((await add("--yes")).code).toBe(0);
    await send("--label", "region=eu");
    expect((await project.pitchpipe(["silences", "add", "region=eu", "--duration", "1h"])).code).toBe(0);
  });

  it.each([
    ['severity=~".+"'],
    ['severity=~"info|warning|error|critical"'],
    ["environment=dev"],
    ['job!="daily"'],
    ['job=~".*"', 'stream!~"x"'],
  ])("asks before it mutes everything: %s", async (...matchers) => {
    const asked = await project.pitchpipe(["silences", "add", ...matchers, "--duration", "1h"]);
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining("would keep everything quiet") });
    expect((await project.json(["silences", "list"])).silences).toEqual([]);
    const meant = await project.pitchpipe(["silences", "add", ...matchers, "--duration", "1h", "--yes"]);
    expect(meant.code).toBe(0);
  });

  it.each([
    [["--duration", "1h"], "A silence needs to know what it is about."],
    [["job", "--duration", "1h"], "must look like"],
    [['job=~"("', "--duration", "1h"], "does not compile"],
    [["job=a"], "A silence needs one end."],
    [["job=a", "--duration", "1h", "--until", "2099-01-01"], "A silence needs one end."],
    [["job=a", "--until", "2001-01-01"], "--until 2001-01-01 is over already."],
    [["job=a", "--duration", "soon"], "--duration does not take soon."],
    [["--alert", "ffff", "--duration", "1h"], "No alert has the id ffff."],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await project.pitchpipe(["silences", "add", ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

describe("at a terminal", () => {
  const typed = async (answer: string) => {
    let out = "";
    const write = (text: string): void => {
      out += text;
    };
    const screen = { write, isTTY: true, columns: 80 };
    const stdin = Object.assign(Readable.from([`${answer}\n`]), { isTTY: true });
    const io = { env: { NO_COLOR: "1" }, cwd: project.root, stdin, stdout: screen, stderr: screen };
    const code = await main(["silences", "add", 'severity=~".+"', "--duration", "1h"], io);
    return { code, out };
  };

  it("asks, and makes it only for a yes", async () => {
    expect(await typed("no")).toMatchObject({ code: 0, out: expect.stringContaining("Do it? [y/N]") });
    expect((await project.json(["silences", "list"])).silences).toEqual([]);
    expect((await typed("y")).out).toContain("is on until");
    const table = await project.pitchpipe(["silences", "list"]);
    expect(table.out).toMatch(/active +\d{4}-.+severity=~"\.\+"/);
  });
});

describe("silences expire", () => {
  it("ends a silence and tells what it held back", async () => {
    await project.pitchpipe(["silences", "add", "job=daily", "--duration", "2h"]);
    const { id } = await send();
    const ended = await project.json(["silences", "expire", "latest", "--by", "ana"]);
    expect(ended).toMatchObject({ status: "expired", expired_by: "ana" });
    const { notifications } = await project.json(["alerts", "show", id]);
    expect(notifications).toMatchObject([{ channel: "ops", kind: "firing", status: "accepted" }]);
    expect(await project.pitchpipe(["silences", "list"])).toMatchObject({ out: "No silence is on.\n" });
    expect((await project.json(["silences", "list", "--all"])).silences).toHaveLength(1);
    const again = await project.pitchpipe(["silences", "expire", ended.id]);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("is over already") });
  });

  it("says in one line that it is over, and previews many as a number", async () => {
    for (let at = 0; at < 12; at += 1) await send("--label", `stream=s${at}`);
    const { out } = await project.pitchpipe(["silences", "add", "job=daily", "--duration", "2h"]);
    expect(out).toContain("12 open alerts will be quiet:");
    expect(out).toContain("  and 2 more\n");
    const { out: ended } = await project.pitchpipe(["silences", "expire", "latest"]);
    expect(ended).toMatch(/^Silence \w{8} is over\. What it held back is told\.\n$/);
  });

  it("knows when there is none", async () => {
    const { code, err } = await project.pitchpipe(["silences", "expire", "latest"]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("There is no silence.") });
  });
});
