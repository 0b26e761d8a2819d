import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noSecrets } from "../../../test/alerts/samples.ts";
import { hostileNames } from "../../../test/channels/hostile-names.ts";
import { failedLoad, lateLoad, notificationOf } from "../../../test/channels/notifications.ts";
import { createRedactor } from "../../lib/redaction/index.ts";
import { notificationKinds } from "../../model/alert.ts";
import { alertTypes } from "../../model/signal.ts";
import type { OwnWords } from "../effects.ts";
import { buildMessage } from "../message/build-message.ts";
import { plainText } from "../message/plain-text.ts";
import { type CheckContext, templateFaults } from "./check.ts";
import { templateTypeOf } from "./choose.ts";
import { createTemplateEngine } from "./engine.ts";
import { fieldsOf, templateFields } from "./fields.ts";
import { createOwnWords, type OwnWordsOptions } from "./own-words.ts";
import { sampleAlert, sampleNotice, sparseAlert } from "./samples.ts";
import { type TemplatesSettings, templatesSettings } from "./settings.ts";

const about = { externalUrl: null, timeZone: "America/Sao_Paulo", labels: ["team"], annotations: [] };
const options: OwnWordsOptions = { ...about, redactor: noSecrets };
const context: CheckContext = {
  timeZone: "UTC",
  labels: new Set(["job", "team"]),
  annotations: new Set(["dashboard"]),
};

function settings(templates: unknown): TemplatesSettings {
  return templatesSettings.parse(templates);
}

function words(
  templates: unknown,
  notification = notificationOf("firing"),
  channel = "ops",
  more: Partial<OwnWordsOptions> = {},
): OwnWords | null {
  return createOwnWords(settings(templates), { ...options, ...more })(notification, {
    name: channel,
    type: "slack",
  });
}

describe("a user's own words", () => {
  const example = {
    pipeline_failure: {
      title: "{{ job }} failed: {{ cause }}",
      text: "{{ plugin }} on {{ host }}",
      channels: { mail: { subject: "[ETL] {{ job }} failed: {{ cause }}" } },
    },
  };
  const onHost = { ...failedLoad, labels: { ...failedLoad.labels, host: "etl-01" } };

  it("are those of the design's example", () => {
    const told = notificationOf("firing", { alerts: [onHost] });
    expect(words(example, told)).toEqual({
      title: "daily-load failed: 401 Unauthorized from the API",
      text: "tap-gitlab on etl-01",
      subject: null,
      note: null,
    });
    expect(words(example, told, "mail")?.subject).toBe(
      "[ETL] daily-load failed: 401 Unauthorized from the API",
    );
  });

  it("are a channel's own, else those of the type, else those of default; a type's leave none of default's", () => {
    const templates = {
      default: { title: "any", text: "any text" },
      pipeline_failure: { title: "failed", channels: { ops: { title: "ops" } } },
    };
    expect(words(templates)).toMatchObject({ title: "ops", text: null });
    expect(words(templates, notificationOf("firing"), "other")?.title).toBe("failed");
    expect(words(templates, notificationOf("firing", { alerts: [lateLoad] }))).toMatchObject({
      title: "any",
      text: "any text",
    });
    expect(words({ data_quality: { title: "x" } })).toBeNull();
  });

  it("are default's where alerts of several types are told together, and say how many more there are", () => {
    expect(templateTypeOf([failedLoad, failedLoad])).toBe("pipeline_failure");
    expect(templateTypeOf([failedLoad, lateLoad])).toBe("default");
    const told = notificationOf("digest");
    expect(words({ default: { title: "{{ job }}" } }, told)?.title).toBe("daily-load (and 1 more)");
    expect(words({ default: { title: "{{ alert_count }} problems" } }, told)?.title).toBe("2 problems");
  });

  it("keep the kind told, the list of several alerts, and where to look", () => {
    for (const kind of notificationKinds) {
      const notification = notificationOf(kind);
      const own = words({ default: { title: "Hey {{ job }}", text: "Own text" } }, notification);
      const message = buildMessage(notification, {
        redactor: noSecrets,
        externalUrl: null,
        timeZone: "UTC",
        words: own,
      });
      if (kind === "test") {
        expect(own).toBeNull();
        continue;
      }
      if (kind !== "firing") expect(message.title).toContain(`${message.mark.word}: Hey daily-load`);
      expect(message.subject).toBe(message.title);
      const text = plainText(message);
      expect(text).toMatch(/^Own text\n/);
      expect(text).toContain("Look: pitchpipe alerts");
      if (kind === "digest") expect(text).toContain("hourly-sync is missing");
    }
  });

  it("have a subject that tells the kind too", () => {
    const templates = { pipeline_failure: { channels: { mail: { subject: "[ETL] {{ job }}" } } } };
    const notification = notificationOf("resolved");
    const own = words(templates, notification, "mail");
    const message = buildMessage(notification, { ...about, redactor: noSecrets, words: own });
    expect(message.subject).toBe("Resolved: [ETL] daily-load");
    expect(message.title).toContain("401");
  });

  it("give way to ours where they give nothing, without a word", () => {
    const own = words({ default: { text: "{% if kind == 'resolved' %}over{% endif %}" } });
    expect(own).toEqual({ title: null, text: null, subject: null, note: null });
  });

  it.each([
    ["a field that isn't there", "{{ nope }}", "undefined variable: nope"],
    ["a filter that isn't there", "{{ job | nope }}", "undefined filter: nope"],
    ["no end", "{% for i in (1..99999999) %}x{% endfor %}", "makes more than there is room for"],
    ["too long a text", "{% for i in (1..30000) %}x{% endfor %}", "gives 30000 characters"],
    ["a file", "{% include '/etc/passwd' %}", 'tag "include" not found'],
    ["a map as it is", "{{ labels }}", "a map has no text of its own"],
    ["a prototype", "{{ labels.constructor.name }}", "undefined variable: labels.constructor"],
  ])("that fail by %s leave ours in their place, and a note at the end", (_, text, reason) => {
    const notification = notificationOf("firing");
    const own = words({ pipeline_failure: { title: "Still {{ job }}", text } }, notification);
    expect(own).toMatchObject({ title: "Still daily-load", text: null });
    const message = buildMessage(notification, { ...about, redactor: noSecrets, words: own });
    const body = plainText(message);
    expect(body).toContain("Cause: 401 Unauthorized from the API");
    const last = body.split("\n").at(-1);
    expect(last).toContain("The template pipeline_failure.text failed");
    expect(last).toContain(reason);
    expect(last?.length).toBeLessThan(300);
  });

  it("let no half of a secret out", () => {
    const secret = "hunter2-planted-secret";
    const alert = { ...failedLoad, message: `token ${secret} refused`, details: { cause: `bad ${secret}` } };
    const own = words(
      { default: { title: "{{ cause | slice: 0, 12 }}", text: "{{ message | truncate: 20 }}" } },
      notificationOf("firing", { alerts: [alert] }),
      "ops",
      { redactor: createRedactor([secret]) },
    );
    expect(JSON.stringify(own)).not.toContain("hunter2");
  });

  it("render nothing that stands in the alert's own texts", () => {
    for (const name of hostileNames) {
      const alert = { ...failedLoad, labels: { ...failedLoad.labels, job: name }, message: name };
      const own = words(
        { default: { title: "x{{ job }}", text: "x{{ message }}" } },
        {
          ...notificationOf("firing"),
          alerts: [alert],
        },
      );
      expect(own?.note).toBeNull();
      if (name === "{{ 7 * 7 }}") expect(own?.title).toBe("x{{ 7 * 7 }}");
    }
  });

  it("never throw, whatever the template", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("{{", "}}", "{%", "%}", "job", "|", "for", "x", "in", " ", "endfor", "(1..9)", "'"),
        ),
        (parts) => {
          expect(words({ default: { text: parts.join("") } })).not.toBeNull();
        },
      ),
    );
  });
});

describe("the fields of templates", () => {
  it("are all there for any alert, full or empty, of any type and kind", () => {
    for (const type of alertTypes)
      for (const kind of notificationKinds)
        for (const alert of [sampleAlert(type), sparseAlert(type)]) {
          const fields = fieldsOf(sampleNotice(kind, [alert], "ops"), about);
          expect(Object.keys(fields ?? {})).toEqual(expect.arrayContaining(Object.keys(templateFields)));
          expect(Object.values(fields ?? {})).not.toContain(undefined);
        }
  });

  it("hold what a reader expects", () => {
    const notification = notificationOf("resolved");
    const fields = fieldsOf(notification, { ...about, externalUrl: "https://pp.example.com/" });
    expect(fields).toMatchObject({
      kind: "resolved",
      status: "resolved",
      cause: "401 Unauthorized from the API",
      owner: "wms-team",
      started_at: "2026-03-01 03:30 GMT-3",
      first_seen_at: "2026-03-01T06:30:00.000Z",
      duration: "30 m 00 s",
      short_id: "a1b2c3d4",
      news: ["daily-load succeeded."],
      labels: { team: "", job: "daily-load" },
      details: { exit_code: 1, dossier: null },
      links: {
        alert: `https://pp.example.com/alerts/${failedLoad.id}`,
        runbook: "https://wiki.example.com/auth",
      },
    });
  });

  it("are none without an alert", () => {
    expect(fieldsOf(notificationOf("digest", { alerts: [] }), about)).toBeNull();
    expect(words({ default: { title: "x" } }, notificationOf("digest", { alerts: [] }))).toBeNull();
  });

  it("are dated in the project's zone", () => {
    const engine = createTemplateEngine("America/Sao_Paulo");
    const parsed = engine.parse("{{ at | date: '%H:%M' }}");
    expect(parsed.kind === "template" && engine.render(parsed.nodes, { at: "2026-03-01T06:30:00Z" })).toEqual(
      {
        kind: "text",
        text: "03:30",
      },
    );
  });
});

describe("the check of templates", () => {
  const faults = (templates: unknown): string[] =>
    templateFaults(settings(templates), context).map(
      ({ path, message, hint }) => `${path.join(".")} ${message}. ${hint ?? ""}`,
    );

  it("finds nothing wrong with every documented field, in every type", () => {
    const texts = ["labels", "annotations", "details", "metrics", "links", "alerts"];
    const text = Object.keys(templateFields)
      .filter((field) => !texts.includes(field))
      .map((field) => `{{ ${field} }}`)
      .join(" ");
    const maps =
      "{{ labels.team }} {{ annotations.dashboard }} {{ links.run }} {{ details.rule }} {{ metrics.x | default: '-' }} {% for a in alerts %}{{ forloop.index }} {{ a.title }}{% endfor %}";
    expect(faults({ default: { text: `${text} ${maps}` } })).toEqual([]);
  });

  it.each([
    ["{{ jb }}", "names the field jb (its line 1, column 4), which is not there. Did you mean job?"],
    ["{% if false %}\n{{ servirity }}{% endif %}", "names the field servirity (its line 2, column 4)"],
    ["{% if titel %}x{% endif %}", "Did you mean title?"],
    ["{{ labels.teem }}", "Did you mean labels.team? A label of your own is made known by labels"],
    ["{{ labels.zzz }}", 'A label of your own is made known by labels: {zzz: ""}.'],
    ["{{ details.exit_cod }}", "Did you mean details.exit_code? Where it is there at times"],
    ["{% for a in alerts %}{{ a.titel }}{% endfor %}", "names the field a.titel (its line 1, column 25)"],
    [
      "{{ job | upcse }}",
      "names the filter upcse (its line 1, column 1), which is not there. Did you mean upcase?",
    ],
    ["{{ job ", "not closed (its line 1, column 1)"],
    ["{% layout 'x' %}", 'tag "layout" not found'],
    ["{{ labels }}", "a map has no text of its own"],
  ])("finds in %j that it %s", (text, said) => {
    const found = faults({ pipeline_failure: { channels: { ops: { text } } } });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("pipeline_failure.channels.ops.text ");
    expect(found[0]).toContain(said);
  });

  it("knows the details of each type, and takes others where the template reckons with their lack", () => {
    expect(faults({ pipeline_failure: { text: "{{ details.exit_code }}" } })).toEqual([]);
    expect(faults({ data_quality: { text: "{{ details.exit_code }}" } })).toHaveLength(1);
    expect(faults({ data_quality: { text: "{{ details.my_own | default: '-' }}" } })).toEqual([]);
  });

  it("has no false hope: what it passes renders for every alert of its type", () => {
    const templates = {
      pipeline_failure: { text: "{{ details.dossier.category }}{{ links.run }}{{ annotations.runbook }}" },
    };
    expect(faults(templates)).toEqual([]);
    for (const kind of notificationKinds.filter((one) => one !== "test"))
      expect(words(templates, sampleNotice(kind, [sparseAlert("pipeline_failure")], "ops"))?.note).toBeNull();
  });
});
