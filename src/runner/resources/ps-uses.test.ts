import { expect, it } from "vitest";
import { askPs, below, parsePs } from "./ps-uses.ts";

/** In the form of macOS and Linux; the figures are made up. */
const stdout = `    1     0  23300   0:36.25 Sat Nov 21 18:23:18 2026     /sbin/launchd
  812     1 102400   1:02.50 Sat Nov  1 18:23:18 2026     /venv/bin/python /venv/bin/meltano run tap-x target-y
  813   812 204800 2-03:04:05 Sat Nov 21 18:23:18 2026 tap-x --config /p/.meltano/run/tap-x/tap.1.config.json
no line of ps
`;

it("reads memory, processor time and command of each process", () => {
  expect(parsePs(stdout)).toMatchObject(
    [
      { pid: 1, parent: 0, rssBytes: 23_300 * 1024, cpuSeconds: 36.25 },
      { pid: 812, cpuSeconds: 62.5, startedAt: "Sat Nov  1 18:23:18 2026", diskReadBytes: null },
      {
        pid: 813,
        parent: 812,
        cpuSeconds: 2 * 86_400 + 3 * 3600 + 4 * 60 + 5,
        commandLine: /^tap-x --config/,
      },
    ].map(({ commandLine, ...rest }) =>
      commandLine ? { ...rest, commandLine: expect.stringMatching(commandLine) } : rest,
    ),
  );
});

it("finds those below Meltano", () => {
  expect(below(parsePs(stdout), 812).map(({ pid }) => pid)).toEqual([812, 813]);
});

it("asks the ps of this machine, and finds this process", async () => {
  const own = (await askPs()).find(({ pid }) => pid === process.pid);
  expect(own).toMatchObject({ parent: process.ppid });
  expect(own?.rssBytes).toBeGreaterThan(0);
});
