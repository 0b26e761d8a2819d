import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Outcome } from "./command.ts";
import { makeProject, type Project } from "./make-project.ts";
import { scriptTap, scriptTarget } from "./plugins.ts";
import { tellEverything } from "./run-document.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

/** In `meltano.yml`, in `.env`, and in the environment of the shell. */
const planted = {
  file: "planted p@ss/in=file!1",
  dotEnv: "planted-in-dot-env-2",
  shell: "planted-in-shell-3",
};
let webhook: WebhookReceiver;
let project: Project;
let outcome: Outcome;

/** A secret as it turns up in URLs, headers and JSON. */
function forms(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    JSON.stringify(secret).slice(1, -1),
  ];
}

beforeAll(async () => {
  webhook = await startWebhookReceiver();
  const leaks = Object.values(planted)
    .flatMap(forms)
    .map((text) => `could not log in with ${text} at host`);
  const tap = scriptTap({ password: planted.file, say: leaks, last_words: leaks[0], exit_code: 1 });
  const names = ["password", "token", "api_key"];
  project = makeProject({
    extractors: [{ ...tap, settings: names.map((name) => ({ name, sensitive: true })) }],
    loaders: [scriptTarget()],
    files: { ".env": `TAP_SCRIPT_TOKEN=${planted.dotEnv}\n`, "pitchpipe.yml": tellEverything(webhook.url) },
  });
  outcome = await project.runPitchpipe(["run", "tap-script", "watch", "target-script"], {
    env: { TAP_SCRIPT_API_KEY: planted.shell },
  });
});

afterAll(() => {
  webhook.close();
  project.remove();
});

it("fails and tells of it, with the secrets taken out", () => {
  expect(outcome.exitCode).toBe(1);
  expect(webhook.told()).toContain("firing pipeline_failure");
  expect(outcome.stderr).toContain("could not log in with");
});

it.each(Object.entries(planted))(
  "keeps the secret of %s out of everything we write",
  async (_place, secret) => {
    const texts = {
      stdout: outcome.stdout,
      stderr: outcome.stderr,
      webhook: webhook.received.map(({ body }) => body).join("\n"),
      logs: (await project.runPitchpipe(["runs", "logs", "latest"])).stdout,
      show: (await project.runPitchpipe(["runs", "show", "latest", "--json"])).stdout,
      config: (await project.runPitchpipe(["config", "show"])).stdout,
      ...filesOfOurs(),
    };
    for (const [name, text] of Object.entries(texts))
      for (const form of forms(secret)) expect(text.includes(form), `${form} in ${name}`).toBe(false);
  },
);

/** The store with its log and whatever lies beside it, and the alerts' log. */
function filesOfOurs(): Record<string, string> {
  const folders = [join(project.root, ".meltano", "pitchpipe"), join(project.root, "logs")];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  return Object.fromEntries(
    files.filter((file) => statSync(file).isFile()).map((file) => [file, readFileSync(file, "latin1")]),
  );
}
