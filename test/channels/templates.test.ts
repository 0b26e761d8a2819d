import { afterEach, beforeEach, expect, it } from "vitest";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";
import { startSlackWebhook } from "../fixtures/vendors/slack.ts";

let project: ScratchProject;
let slack: Awaited<ReturnType<typeof startSlackWebhook>>;

beforeEach(async () => {
  project = makeScratchProject();
  slack = await startSlackWebhook();
});

afterEach(async () => {
  await slack[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const configure = (templates: string) =>
  project.configure(
    `version: 1\nchannels: {ops: {type: slack, webhook_url: "${slack.webhookUrl}"}}\nroute: {channel: ops}\ntemplates: ${templates}\n`,
  );
const send = (value: string) =>
  project.pitchpipe([
    ...["alerts", "send", "--name", "stock", "--title", "Stock is low", "--message", "4 pieces are left"],
    ...["--value", value, "--label", "job=daily-load"],
  ]);
const told = () => slack.taken.map(({ body }) => JSON.parse(body));

it("a message says what the user's template says, and still where to look", async () => {
  configure('{custom: {title: "{{ job }}: {{ cause }}", text: "Only {{ value }} left"}}');
  await send("4");
  const [message] = told();
  expect(message.text).toContain("daily-load: 4 pieces are left");
  const shown = JSON.stringify(message);
  expect(shown).toContain("Only 4 left");
  expect(shown).toContain("pitchpipe alerts show");
});

it("a template that fails when it is needed loses nothing: the message goes out in our words, and says so", async () => {
  // Right for every sample, and for every value that anybody thought of.
  configure('{custom: {title: "{{ job }}", text: "{% for i in (1..value) %}.{% endfor %}"}}');
  expect(await project.json(["config", "check"])).toEqual({ valid: true, problems: [] });
  await send("99999999");
  expect(slack.refused).toEqual([]);
  const [message] = told();
  expect(message.text).toContain("daily-load");
  const shown = JSON.stringify(message);
  expect(shown).toContain("4 pieces are left");
  expect(shown).toContain("The template custom.text failed (makes more than there is room for)");
});

it("a template that is wrong from the start is named with its place, and the message goes out in our words", async () => {
  configure('{custom: {title: "{{ cuase }}"}}');
  const { valid, problems } = await project.json(["config", "check"]);
  expect(valid).toBe(false);
  expect(problems).toMatchObject([
    { path: "templates.custom.title", line: 4, column: 29, hint: "Did you mean cause?" },
  ]);
  await send("4");
  expect(told()[0].text).toContain("Stock is low: 4 pieces are left");
});
