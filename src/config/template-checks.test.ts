import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LoadedConfig, loadConfig } from "./load.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-templates-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function load(lines: string): LoadedConfig {
  writeFileSync(join(root, "pitchpipe.yml"), `version: 1\n${lines}`);
  return loadConfig({ root, sysDir: root, env: { FOO: "x" }, environment: null, job: null, overrides: {} });
}

const mail = "{type: email, host: h, from: a@example.com, to: [b@example.com]}";

describe("templates in pitchpipe.yml", () => {
  it("load as the design writes them, and hold no references", () => {
    const { problems, settings } = load(
      [
        `channels: {mail: ${mail}}`,
        "templates:",
        '  pipeline_failure: {title: "{{ job }} failed: {{ cause }}", text: "{{ plugin }} on {{ host }}", channels: {mail: {subject: "[ETL] {{ job }} failed: {{ cause }}"}}}',
        '  default: {title: "$FOO $$x"}',
      ].join("\n"),
    );
    expect(problems).toEqual([]);
    expect(settings.templates["default"]?.title).toBe("$FOO $$x");
  });

  it("are judged with place and hint, and what is wrong is left out alone", () => {
    const { problems, settings } = load(
      [
        "labels: {team: data}",
        "templates:",
        "  pipeline_failure:",
        '    title: "{{ jb }} of {{ labels.team }}"',
        '    text: "{{ job }}"',
      ].join("\n"),
    );
    expect(problems).toEqual([
      {
        path: "templates.pipeline_failure.title",
        line: 5,
        column: 12,
        severity: "error",
        message:
          "templates.pipeline_failure.title names the field jb (its line 1, column 4), which is not there.",
        hint: "Did you mean job?",
      },
    ]);
    expect(settings.templates["pipeline_failure"]).toEqual({ text: "{{ job }}", channels: {} });
  });

  it("are for types and channels that are there", () => {
    const { problems } = load(
      [
        `channels: {mail: ${mail}}`,
        "templates:",
        "  pipelin_failure: {title: a}",
        "  custom: {channels: {mial: {title: a}}}",
      ].join("\n"),
    );
    expect(problems.map(({ line, message, hint }) => [line, message, hint])).toEqual([
      [4, "templates.pipelin_failure is for no type of alert (did you mean pipeline_failure?).", null],
      [
        5,
        "templates.custom.channels.mial is for a channel that is not among channels.",
        "Did you mean mail?",
      ],
    ]);
  });

  it("that can never show are a warning", () => {
    const { problems, settings } = load(
      [
        "channels: {log: {type: log, path: a.log}, chat: {type: discord, webhook_url: 'https://discord.com/api/webhooks/1/x'}}",
        "templates: {custom: {channels: {log: {title: a}, chat: {subject: a, title: b}}}}",
      ].join("\n"),
    );
    expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
      [
        "warning",
        "templates.custom.channels.log is for a channel of type log, which has no words to change.",
      ],
      ["warning", "templates.custom.channels.chat.subject is never used: a discord message has no subject."],
    ]);
    expect(Object.keys(settings.templates["custom"]?.channels ?? {})).toEqual(["log", "chat"]);
  });

  it("know the labels and annotations that the settings put on alerts", () => {
    const { problems } = load(
      [
        "jobs: {daily-load: {labels: {company_code: GNOS}}}",
        'rules: [{name: slow, metric: run_duration_seconds, condition: "last > 30m", annotations: {dashboard: x}}]',
        'templates: {default: {text: "{{ labels.company_code }} {{ annotations.dashboard }}"}}',
      ].join("\n"),
    );
    expect(problems).toEqual([]);
  });
});
