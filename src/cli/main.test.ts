import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { version } from "../lib/version.ts";
import { wrongNode } from "./bin/node-version.ts";
import type { Io } from "./io.ts";
import { main } from "./main.ts";

/** Runs a command line and answers what a shell would see of it. */
async function run(argv: readonly string[], cwd = mkdtempSync(join(tmpdir(), "pitchpipe-cli-"))) {
  const printed = { stdout: "", stderr: "" };
  const screen = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      printed[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const io: Io = {
    env: {},
    cwd,
    stdin: Readable.from([]),
    stdout: screen("stdout"),
    stderr: screen("stderr"),
  };
  return { code: await main(argv, io), ...printed };
}

describe("the command line", () => {
  it("prints its version", async () => {
    expect(await run(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("lists every command in its help", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    for (const name of ["runs", "tick", "state"]) expect(stdout).toContain(name);
  });

  it("answers an unknown command with exit code 2 and no output", async () => {
    const { code, stdout, stderr } = await run(["rusn"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("rusn");
  });

  it("answers an unknown option with exit code 2", async () => {
    expect((await run(["runs", "list", "--colour"])).code).toBe(2);
  });

  it.each([
    [["rusn"], "Unknown command 'rusn'"],
    [["runs", "list", "--colour"], "Unknown option '--colour'"],
    [["runs", "show"], "Missing required argument 'id'"],
  ])("says what is wrong with %j, also as JSON", async (argv, what) => {
    expect((await run(argv)).stderr).toContain(`error ${what}`);
    const { code, stdout, stderr } = await run([...argv, "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr).error).toMatchObject({ code: "USAGE", message: expect.stringContaining(what) });
  });

  it("shows a group's help where no command of it was named", async () => {
    const { code, stderr } = await run(["runs"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Usage: pitchpipe runs");
  });

  it("says outside of a project what to do, with exit code 2", async () => {
    const { code, stderr } = await run(["runs", "list"]);
    expect(code).toBe(2);
    expect(stderr).toContain("This is not a Meltano project. [NOT_A_PROJECT]");
    expect(stderr).toContain("do:  Go to your project's folder");
  });

  it("prints the same error as one JSON document where JSON is asked for", async () => {
    const { code, stdout, stderr } = await run(["runs", "list", "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: "NOT_A_PROJECT",
        message: "This is not a Meltano project.",
        why: expect.stringContaining("No meltano.yml in"),
        what_to_do: expect.stringContaining("meltano init"),
      },
    });
  });

  it("describes itself as Meltano's extensions do", async () => {
    const { stdout } = await run(["describe", "--format=json"]);
    const { commands } = JSON.parse(stdout);
    expect(commands[0]).toMatchObject({ name: "pitchpipe", pass_through_cli: false });
    expect(commands[0].commands).toContain("runs");
    expect((await run(["describe", "--format=yaml"])).stdout).toContain("pass_through_cli: false");
    expect((await run(["describe"])).stdout).toMatch(/^tick +One pass/m);
    expect(await run(["initialize", "--force"])).toMatchObject({ code: 0 });
  });

  it.each(["bash", "zsh", "fish"])("completes the names of commands in %s", async (shell) => {
    expect((await run(["completion", "--shell", shell])).stdout).toContain("runs");
  });

  it("ends each help with two examples", async () => {
    const { code, stdout } = await run(["runs", "show", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}pitchpipe .+\n {2}pitchpipe .+\n$/);
  });
});

describe("the Node that runs us", () => {
  it.each(["20.20.2", "22.11.9", "18.0.0"])("is refused in one line when it is %s", (running) => {
    expect(wrongNode(running)).toMatch(/^pitchpipe needs Node 22\.12\.0 or newer, this is Node .+\n$/);
  });

  it.each(["22.12.0", "22.20.1", "24.0.0", "26.10.0"])("is taken when it is %s", (running) => {
    expect(wrongNode(running)).toBeNull();
  });
});
