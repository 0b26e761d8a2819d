import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../../test/setup-commands/folder-with.ts";
import { cronLine, tickAdvice, tickRunners } from "./tick-advice.ts";

const place = { root: "/srv/shop", pitchpipe: "./node_modules/.bin/pitchpipe", nodeFolder: "/opt/node/bin" };

describe("the crontab line", () => {
  it("goes to the project and has Node on its PATH", () => {
    expect(cronLine(place)).toBe(
      "* * * * * cd /srv/shop && PATH=/opt/node/bin:$PATH ./node_modules/.bin/pitchpipe tick >/dev/null",
    );
  });

  it("escapes the percent signs that cron would take for newlines", () => {
    expect(cronLine({ ...place, root: "/srv/100%" })).toContain("cd /srv/100\\% &&");
  });

  it("can be run by a shell, whatever the folder is called", () => {
    const name = "it's $HOME; a folder";
    const root = join(folderWith({ [`${name}/say`]: '#!/bin/sh\necho "$PWD $* $PATH" >&2\n' }), name);
    const line = cronLine({ root, pitchpipe: "./say", nodeFolder: "/opt/a b" }).replace("* * * * * ", "");
    expect(execFileSync("sh", ["-c", `(${line}) 2>&1`], { encoding: "utf8" })).toMatch(
      /it's \$HOME; a folder tick \/opt\/a b:/,
    );
  });
});

describe("the advice on who ticks", () => {
  it.each([
    ["cron", "crontab -e"],
    ["schedule", 'meltano job add pitchpipe-tick --tasks "pitchpipe:tick"'],
    ["serve", "cd /srv/shop && ./node_modules/.bin/pitchpipe serve"],
    ["nobody", "late or never"],
  ] as const)("tells %s what to type", (runner, text) => {
    expect(tickAdvice(runner, place)).toContain(text);
  });

  it("has something to say for everyone who may be asked for", () => {
    for (const runner of tickRunners) expect(tickAdvice(runner, place)).not.toBe("");
  });
});
