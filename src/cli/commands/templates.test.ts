import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { channelTypes } from "../../channels/preview/sample-settings.ts";
import { notificationKinds } from "../../model/alert.ts";
import { alertTypes } from "../../model/signal.ts";

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
  project.configure(`
version: 1
channels:
  mail: {type: email, host: smtp.example.com, from: etl@example.com, to: [ops@example.com, dev@example.com]}
  ops: {type: slack, webhook_url: "https://hooks.slack.com/services/T0/B0/s3cret-part"}
  oncall: {type: pagerduty, routing_key: "0123456789abcdef0123456789abcdef"}
  hook: {type: webhook, url: "https://example.com/in?key=s3cret-key", token: s3cret-token, hmac_secret: s3cret-hmac, headers: {X-Api-Key: abc}}
  log: {type: log, path: logs/alerts.log}
templates:
  pipeline_failure:
    title: "{{ job }} failed: {{ cause }}"
    channels: {mail: {subject: "[ETL] {{ job }}"}}
`);
});

afterEach(() => project[Symbol.asyncDispose]());

const render = (...args: string[]) => project.json(["templates", "render", ...args]);

describe("templates render", () => {
  it("shows the payload of every type of channel for every kind, and sends nothing", async () => {
    for (const channel of channelTypes)
      for (const kind of notificationKinds) {
        const { sent, type } = await render("pipeline_failure", "--channel", channel, "--kind", kind);
        expect(type).toBe(channel);
        expect(sent.length, `${channel} ${kind}`).toBeGreaterThan(0);
      }
    expect(existsSync(join(project.root, "logs"))).toBe(false);
  });

  it("shows every type of alert", async () => {
    for (const type of alertTypes) {
      const { sent } = await render(type, "--channel", "sms");
      expect(sent[0].body.Body.length).toBeGreaterThan(20);
    }
  });

  it("says whose words they are", async () => {
    const mail = await render("pipeline_failure", "--channel", "mail");
    expect(mail.templates).toEqual(["pipeline_failure.title", "pipeline_failure.channels.mail.subject"]);
    expect(mail.sent[0].headers.Subject).toBe("[ETL] daily-load");
    expect(mail.sent[0].html).toContain("<!doctype html>");
    expect((await render("data_quality", "--channel", "mail")).templates).toEqual([]);
    expect((await render("pipeline_failure", "--channel", "hook")).templates).toEqual([]);
    expect((await render("default", "--channel", "ops")).templates).toEqual([]);
    const { out } = await project.pitchpipe(["templates", "render", "pipeline_failure", "--channel", "mail"]);
    expect(out).toContain("in words of pipeline_failure.title, pipeline_failure.channels.mail.subject:");
    expect(out).toContain("Subject: [ETL] daily-load");
  });

  it("shows no secret", async () => {
    for (const channel of ["ops", "oncall", "hook", "sms"])
      for (const more of [[], ["--json"]]) {
        const { out, err } = await project.pitchpipe([
          ...["templates", "render", "pipeline_failure", "--channel", channel],
          ...more,
        ]);
        expect(out).toContain("POST");
        expect(out + err).not.toMatch(/s3cret|0123456789abcdef|QUMwMDAw|"abc"/);
      }
  });

  it("shows PagerDuty an event for each alert", async () => {
    const { sent } = await render("pipeline_failure", "--channel", "oncall", "--kind", "digest");
    expect(sent.map(({ body }: { body: Record<string, string> }) => body["event_action"])).toEqual([
      "trigger",
      "trigger",
    ]);
  });

  it("shows what would be sent about a real alert", async () => {
    await project.pitchpipe([
      ...["alerts", "send", "--name", "pipeline_failure", "--type", "pipeline_failure"],
      ...["--title", "nightly failed: disk full", "--message", "disk full", "--label", "job=nightly"],
    ]);
    const { alerts } = await project.json(["alerts", "list"]);
    const fired = await render("--alert", "latest", "--channel", "ops");
    expect(fired).toMatchObject({ kind: "firing", alert_id: alerts[0].id, sample: false });
    expect(fired.sent[0].body.text).toContain("nightly failed: disk full");
    const over = await render("--alert", alerts[0].id.slice(0, 8), "--channel", "ops", "--kind", "resolved");
    expect(over.sent[0].body.text).toContain("Resolved: nightly failed: disk full");
    expect((await project.json(["alerts", "show", "latest"])).status).toBe("active");
  });

  it("tries a named template on any alert", async () => {
    await project.pitchpipe([
      "alerts",
      "send",
      "--name",
      "x",
      "--title",
      "t",
      "--message",
      "why",
      "--label",
      "job=j",
    ]);
    const { sent } = await render("pipeline_failure", "--alert", "latest", "--channel", "ops");
    expect(sent[0].body.text).toContain("j failed: why");
  });

  it("names what of the settings is not used", async () => {
    project.configure('version: 1\ntemplates: {custom: {title: "{{ nope }}"}}\n');
    const { err, code } = await project.pitchpipe(["templates", "render", "custom", "--channel", "discord"]);
    expect(code).toBe(0);
    expect(err).toContain("not used: templates.custom.title names the field nope");
  });

  it.each([
    [["pipelin_failure", "--channel", "ops"], "Did you mean pipeline_failure?"],
    [["custom", "--channel", "op"], "Did you mean ops?"],
    [["custom", "--channel", "ops", "--kind", "firin"], "Did you mean firing?"],
    [["--channel", "ops"], "Name a type of alert, or an alert by --alert."],
    [["custom"], "--channel"],
  ])("refuses %j", async (args, said) => {
    const { code, err } = await project.pitchpipe(["templates", "render", ...args]);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});
