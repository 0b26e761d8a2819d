import { expect, it } from "vitest";
import { type MapperIo, mapperMain } from "./mapper.ts";
import { mapperLog } from "./mapper-log.ts";

function fakeIo(isTTY = false) {
  const written = { stdout: "", stderr: "" };
  const screen = (name: "stdout" | "stderr") => ({
    ...{ isTTY, columns: 80 },
    write: (text: string) => {
      written[name] += text;
    },
  });
  const io: MapperIo = {
    ...{ env: {}, cwd: "/nowhere", stdin: process.stdin, pid: 7, nodeVersion: "24.0.0" },
    ...{ stdout: screen("stdout"), stderr: screen("stderr") },
    ...{ workerUrl: new URL("file:///nowhere.js"), onSignal: () => undefined },
  };
  return { io, written };
}

it.each([
  [["--help"], /Examples:/],
  [["--version"], /^pitchpipe-mapper v\d.*, Node v24\.0\.0\n$/],
  [["--about"], /^Name: pitchpipe-mapper\n/],
  [["--about", "--format", "markdown"], /^# pitchpipe-mapper/],
  [["--about", "--format", "json"], /"capabilities": \[\n {4}"about",/],
])("answers %j on stdout", async (argv, text) => {
  const { io, written } = fakeIo();
  expect(await mapperMain(argv, io)).toBe(0);
  expect(written.stdout).toMatch(text);
  expect(written.stderr).toBe("");
});

it.each([
  [[], /No --config/],
  [["--nonsense"], /nonsense/],
  [["--about", "--format", "xml"], /xml/],
  [["--config", "ENV"], /ENV/],
  [["--config", "/nowhere/config.json"], /ENOENT/],
])("refuses %j with one structured line and exit code 2", async (argv, text) => {
  const { io, written } = fakeIo();
  expect(await mapperMain(argv, io)).toBe(2);
  expect(written.stdout).toBe("");
  expect(JSON.parse(written.stderr)).toMatchObject({
    level: "error",
    stream_name: null,
    message: expect.stringMatching(text),
  });
});

it("writes plain lines on a terminal, and never a key in extra that would crash Meltano", () => {
  const terminal = fakeIo(true);
  mapperLog(terminal.io)("info", "hello\u001b[31m");
  expect(terminal.written.stderr).toBe("pitchpipe-mapper: hello\n");
  const { io, written } = fakeIo();
  mapperLog(io)("warning", "x".repeat(100_000), { level: 1, event: 2, plugin_exception: 3, line: 4 });
  const line = JSON.parse(written.stderr);
  expect(line.extra).toEqual({ line: 4 });
  expect(line.message.length).toBe(32_000);
});
