import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { channelContract } from "../../../test/channels/channel-contract.ts";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { failedLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { processesMarked } from "../../../test/projects/process-tree.ts";
import type { Channel } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { createExecChannel } from "./send.ts";
import { execSettings } from "./settings.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-exec-"));
afterAll(() => rm(root, { recursive: true, force: true }));

const env = { PATH: process.env["PATH"], HOME: root, SLACK_TOKEN: "not-for-you", ROOM: "etl" };
let next = 0;

/** A script in the project's folder; the path as settings have it. */
function script(text: string, mode = 0o700): string {
  next += 1;
  const file = join(root, `script-${next}.sh`);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, mode);
  return `./script-${next}.sh`;
}

function channelTo(
  command: readonly string[],
  more: object = {},
  effects: Partial<ChannelEffects> = {},
): Channel {
  const settings = execSettings.parse({ type: "exec", command, ...more });
  return createExecChannel("under-test", settings, testEffects({ root, env, ...effects }));
}

const notice = notificationOf("firing");

channelContract("exec", {
  working: async (redactor) => {
    next += 1;
    const out = join(root, `out-${next}`);
    return {
      channel: channelTo([script(`cat >> ${out}`)], {}, { redactor }),
      arrived: async () => readFileSync(out, "utf8"),
    };
  },
  broken: async () => channelTo([script("echo the other side is down >&2; exit 75")]),
  hanging: async () => channelTo([script("sleep 60")]),
});

goldenPayloads("exec", async (notification) => {
  await channelTo([script("cat > golden")]).send(notification, { signal: never });
  return pretty(JSON.parse(readFileSync(join(root, "golden"), "utf8")));
});

describe("a program's end", () => {
  /** Its folder is in the environment of each process that a program started. */
  const survivors = () => processesMarked(`HOME=${root}`).map(({ commandLine }) => commandLine);
  const lasting = "sleep 600";

  it("is its word of success only with exit code 0", async () => {
    expect(await channelTo(["true"]).send(notice, { signal: never })).toEqual({
      kind: "accepted",
      statusCode: 0,
      vendorId: null,
    });
  });

  it.each([
    ["exit 75", "failed", 75, "exit code 75, not now"],
    ["echo no such room >&2; exit 1", "dead", 1, "exit code 1: no such room"],
    ["exit 127", "dead", 127, "exit code 127"],
    ["kill -TERM $$", "failed", null, "ended by SIGTERM; what it did is not known"],
  ])("with `%s` is %s", async (text, kind, statusCode, error) => {
    expect(await channelTo([script(text)]).send(notice, { signal: never })).toMatchObject({
      kind,
      statusCode,
      error,
    });
  });

  it("comes at the limit, for all that it started", async () => {
    const result = await channelTo([script(`${lasting} & sleep 60`)], {
      timeout: "300ms",
    }).send(notice, {
      signal: never,
    });
    expect(result).toMatchObject({ kind: "failed", error: "killed after 0.3 s; what it did is not known" });
    await expect.poll(survivors).toEqual([]);
  });

  it("ends what it left in the background", async () => {
    expect(await channelTo([script(`${lasting} & exit 0`)]).send(notice, { signal: never })).toMatchObject({
      kind: "accepted",
    });
    await expect.poll(survivors).toEqual([]);
  });

  it("may come without a look at its stdin, however much there is", async () => {
    const alerts = Array.from({ length: 2_000 }, () => failedLoad);
    expect(
      await channelTo(["true"]).send(notificationOf("digest", { alerts }), { signal: never }),
    ).toMatchObject({
      kind: "accepted",
    });
  });
});

describe("a program", () => {
  it("gets PATH, HOME, LANG, TZ and what is listed, and nothing else", async () => {
    await channelTo([script("env | cut -d= -f1 | sort > names")], { env: ["ROOM", "NOT_SET"] }).send(notice, {
      signal: never,
    });
    const names = readFileSync(join(root, "names"), "utf8").trim().split("\n");
    // The shell sets some of its own.
    expect(names.filter((name) => !["_", "PWD", "OLDPWD", "SHLVL"].includes(name))).toEqual([
      "HOME",
      "PATH",
      "ROOM",
    ]);
  });

  it("runs in the project's root, with its arguments as they are", async () => {
    await channelTo([script('pwd > where; printf "%s\\n" "$@" >> where'), "$HOME; rm -rf *", "a b"]).send(
      notice,
      {
        signal: never,
      },
    );
    expect(readFileSync(join(root, "where"), "utf8")).toBe(`${root}\n$HOME; rm -rf *\na b\n`);
  });

  it.each(hostileNames)(
    "has nothing of a stream called %j in its arguments, and all of it on stdin",
    async (stream) => {
      const alert = {
        ...failedLoad,
        title: stream,
        message: stream,
        labels: { ...failedLoad.labels, stream },
      };
      const told = notificationOf("firing", { title: stream, alerts: [alert] });
      await channelTo([script("echo $# > count; cat > got")]).send(told, { signal: never });
      expect(readFileSync(join(root, "count"), "utf8")).toBe("0\n");
      expect(JSON.parse(readFileSync(join(root, "got"), "utf8")).alerts[0].labels.stream).toBe(stream);
    },
  );

  it.each([
    ["that isn't there", "./nowhere.sh", "is not there"],
    ["that isn't on PATH", "no-such-program", "is not there"],
    ["that can't be executed", () => script("exit 0", 0o600), "can't be executed"],
    ["that everybody may write", () => script("exit 0", 0o777), "can be written by everybody"],
    ["that is a folder", "../", "is not there"],
  ])("%s is never run", async (_, command, error) => {
    const name = typeof command === "string" ? command : command();
    expect(await channelTo([name]).send(notice, { signal: never })).toMatchObject({
      kind: "dead",
      error: expect.stringContaining(error),
    });
  });

  it("that can't be started is dead", async () => {
    const file = join(root, "no-program");
    writeFileSync(file, "#!/no/such/interpreter\n", { mode: 0o700 });
    expect(await channelTo(["./no-program"]).send(notice, { signal: never })).toMatchObject({
      kind: "dead",
      error: expect.stringContaining("could not be started"),
    });
  });
});

describe("the settings of exec", () => {
  it.each([
    { command: [] },
    { command: [""] },
    { command: "./notify.sh" },
    { command: ["a\0b"] },
    { command: ["a"], env: ["A=1"] },
  ])("refuse %j", (settings) => {
    expect(execSettings.safeParse({ type: "exec", ...settings }).success).toBe(false);
  });
});
