import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { channelContract } from "../../../test/channels/channel-contract.ts";
import { never, testEffects } from "../../../test/channels/effects.ts";
import { goldenPayloads, pretty } from "../../../test/channels/golden.ts";
import { notificationOf } from "../../../test/channels/notifications.ts";
import { startServer } from "../../../test/fixtures/http/local-server.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import type { Channel } from "../channel.ts";
import { createCustomChannel } from "./send.ts";
import { customSettings } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "pitchpipe-custom-"));
const root = join(folder, "project");
mkdirSync(root);
afterAll(() => rm(folder, { recursive: true, force: true }));
let next = 0;

/** A module in the project's folder whose `send` has this body. */
function moduleOf(body: string): string {
  next += 1;
  writeFileSync(
    join(root, `channel-${next}.mjs`),
    `export default { name: "mine", async send(notification, options, { signal }) { ${body} } };\n`,
  );
  return `./channel-${next}.mjs`;
}

function channelTo(module: string, more: object = {}, redactor?: Redactor): Channel {
  const settings = customSettings.parse({ type: "custom", module, ...more });
  const effects = testEffects({
    root,
    env: { SLACK_TOKEN: "not-for-you" },
    ...(redactor === undefined ? {} : { redactor }),
  });
  return createCustomChannel("under-test", settings, effects);
}

const notice = notificationOf("firing");
const answerOf = (body: string, more: object = {}) =>
  channelTo(moduleOf(body), more).send(notice, { signal: never });
const posting = `await fetch(options.url, { method: "POST", body: JSON.stringify(notification) }); return { ok: true };`;

channelContract("custom", {
  working: async (redactor) => {
    const server = await startServer();
    return {
      channel: channelTo(moduleOf(posting), { options: { url: server.url } }, redactor),
      arrived: async () => {
        const bodies = server.requests.map(({ body }) => body).join("\n");
        return bodies;
      },
    };
  },
  broken: async () => channelTo(moduleOf(`return { ok: false, retry_after: 60, error: "room is full" };`)),
  hanging: async () => channelTo(moduleOf("await new Promise(() => setInterval(() => {}, 1000));")),
});

goldenPayloads("custom", async (notification) => {
  await using server = await startServer();
  const options = { url: server.url, room: "etl" };
  await channelTo(moduleOf(posting), { options }).send(notification, { signal: never });
  return pretty(JSON.parse(server.requests[0]?.body ?? ""));
});

describe("a module's answer", () => {
  it.each([
    ["return { ok: true };", { kind: "accepted", vendorId: null }],
    ['return { ok: true, id: "m-1" };', { kind: "accepted", vendorId: "m-1" }],
    ["return { ok: true, id: 7 };", { kind: "accepted", vendorId: "7" }],
    ['return { ok: false, error: "no such room" };', { kind: "dead", error: "no such room" }],
    ["return { ok: false };", { kind: "dead", error: "the module said that it did not take it" }],
    ["return { ok: false, retry_after: 1.5 };", { kind: "failed", retryAfterMs: 1_500 }],
    ["return { ok: false, retry_after: 0 };", { kind: "failed", retryAfterMs: 0 }],
    ['throw new Error("ECONNREFUSED");', { kind: "failed", error: "ECONNREFUSED" }],
    ["throw null;", { kind: "failed", error: "null" }],
    ["return;", { kind: "dead", error: expect.stringContaining("is not {ok") }],
    ['return "ok";', { kind: "dead", error: expect.stringContaining("is not {ok") }],
    ["return { ok: true, id: () => 1 };", { kind: "accepted", vendorId: null }],
    ["process.exit(0);", { kind: "failed", error: expect.stringContaining("without an answer") }],
    ["setTimeout(() => { throw new Error('later') }); await new Promise(() => {});", { kind: "failed" }],
  ])("that is `%s` is taken at its word", async (body, expected) => {
    expect(await answerOf(body)).toMatchObject(expected);
  });

  it("is waited for only so long, even where the module never lets go", async () => {
    expect(await answerOf("for (;;);", { timeout: "400ms" })).toMatchObject({
      kind: "failed",
      error: "no answer within 0.4 s; what it did is not known",
    });
  });

  it("can still come when it is told to stop", async () => {
    const stop = new AbortController();
    const module = moduleOf(
      "await new Promise((go) => signal.addEventListener('abort', go)); return { ok: true };",
    );
    const sending = channelTo(module).send(notice, { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    expect(await sending).toMatchObject({ kind: "accepted" });
  });
});

describe("a module", () => {
  it("gets its own options and no variables", async () => {
    const body =
      "return { ok: true, id: JSON.stringify([options, Object.keys(process.env), process.argv.length]) };";
    expect(await answerOf(body, { options: { room: "etl", deep: { list: [1, null] } } })).toHaveProperty(
      "vendorId",
      JSON.stringify([{ room: "etl", deep: { list: [1, null] } }, [], 2]),
    );
  });

  it("can't tell the secrets among its options by its errors", async () => {
    const options = { token: "t0ken-of-mine", deep: ["other-t0ken"] };
    const result = await answerOf("throw new Error(options.token + ' ' + options.deep[0]);", { options });
    expect(result).toMatchObject({ kind: "failed", error: "*** ***" });
  });

  it("can't print into ours", async () => {
    expect(
      await answerOf('console.log("x".repeat(1e6)); process.stderr.write("y"); return { ok: true };'),
    ).toMatchObject({
      kind: "accepted",
    });
  });

  it("is dead where it has no send, or can't be loaded", async () => {
    writeFileSync(join(root, "empty.mjs"), "export const nothing = 1;\n");
    writeFileSync(join(root, "broken.mjs"), "export default {;\n");
    for (const module of ["./empty.mjs", "./broken.mjs"])
      expect(await channelTo(module).send(notice, { signal: never })).toMatchObject({ kind: "dead" });
  });

  it("is loaded only from inside the project's folder, also by a link, and only where not everybody may write it", async () => {
    writeFileSync(join(folder, "outside.mjs"), "export default { send: async () => ({ ok: true }) };\n");
    symlinkSync(join(folder, "outside.mjs"), join(root, "link.mjs"));
    for (const module of ["../outside.mjs", join(folder, "outside.mjs"), "./link.mjs"])
      expect(await channelTo(module).send(notice, { signal: never })).toMatchObject({
        kind: "dead",
        error: expect.stringContaining("outside the project's folder"),
      });
    const open = moduleOf("return { ok: true };");
    chmodSync(join(root, open), 0o666);
    expect(await channelTo(open).send(notice, { signal: never })).toMatchObject({
      kind: "dead",
      error: expect.stringContaining("can be written by everybody"),
    });
    expect(await channelTo("./nowhere.mjs").send(notice, { signal: never })).toMatchObject({ kind: "dead" });
  });
});
