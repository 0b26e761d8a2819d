import { afterEach, beforeEach, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";
import { type EveryChannel, startEveryChannel } from "./every-channel.ts";

let project: ScratchProject;
let every: EveryChannel;

beforeEach(async () => {
  project = makeScratchProject();
  every = await startEveryChannel(project.root);
  project.configure(every.yaml);
});

afterEach(async () => {
  await every[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const alert = [
  "--name",
  "pipeline_failure",
  "--title",
  "daily-load failed: 401 Unauthorized",
  "--label",
  "job=daily-load",
];
const send = (...more: string[]) =>
  project.pitchpipe(
    ["alerts", "send", ...alert, "--type", "pipeline_failure", "--severity", "critical", ...more],
    every.env,
  );
const bodiesAt = (name: keyof EveryChannel["vendors"]) =>
  every.vendors[name].taken.map(({ body }) => JSON.parse(body));

it("a problem and its end find together at every vendor", async () => {
  await send("--message", "401 Unauthorized");
  await send("--resolve");
  for (const vendor of Object.values(every.vendors)) expect(vendor.refused).toEqual([]);

  const [first, answer] = bodiesAt("bot");
  expect(first).not.toHaveProperty("thread_ts");
  expect(answer).toHaveProperty("thread_ts", "1700000000.000001");

  const [trigger, resolve] = bodiesAt("oncall");
  expect([trigger.event_action, resolve.event_action]).toEqual(["trigger", "resolve"]);
  expect(resolve.dedup_key).toBe(trigger.dedup_key);

  const [[open], [over]] = bodiesAt("am");
  expect(over.labels).toEqual(open.labels);
  expect(Date.parse(over.endsAt)).toBeLessThanOrEqual(Date.now());

  const [told, ended] = every.smtp.mails.map(({ source }) => source.replace(/\r\n[ \t]/g, " "));
  const messageId = /^Message-ID: (.*)$/im.exec(told ?? "")?.[1];
  expect(/^In-Reply-To: (.*)$/im.exec(ended ?? "")?.[1]).toBe(messageId);
});

it("a text message is delivered when Twilio says so, and not before", async () => {
  await send();
  const statusOf = async (channel: string) => {
    const { alerts } = await project.json(["alerts", "list"]);
    const shown = await project.json(["alerts", "show", alerts[0].id]);
    return shown.notifications.find((one: { channel: string }) => one.channel === channel).status;
  };
  expect(await statusOf("phone")).toBe("accepted");
  const { twilio } = every.vendors;
  (twilio as typeof twilio & { fate(to: string, fate: object): void }).fate("+5511999999999", {
    status: "delivered",
  });
  await project.pitchpipe(["tick"], every.env);
  expect([await statusOf("phone"), await statusOf("wa"), await statusOf("mail")]).toEqual([
    "delivered",
    expect.stringMatching(/delivered|accepted/),
    "accepted",
  ]);
});
