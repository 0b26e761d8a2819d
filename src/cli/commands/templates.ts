import { Command } from "commander";
import {
  type RenderedMessage,
  renderedDocument,
  renderMessage,
  type Sending,
} from "../../app/messages/render-message.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { stripControl } from "../../lib/terminal-text.ts";
import { type NotificationKind, notificationKinds } from "../../model/alert.ts";
import type { Cli } from "../io.ts";
import { printJson } from "../output.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { oneOf } from "./one-of.ts";

interface RenderOptions {
  readonly channel: string;
  readonly alert?: string;
  readonly kind?: string;
  readonly json?: boolean;
}

/** `templates render`: what would be sent, by built-in words or by those of `templates` in the settings. */
export function buildTemplates(cli: Cli): Command {
  const templates = new Command("templates").description("The words of messages: render.");
  templates
    .command("render")
    .description("Show exactly what would be sent. Nothing is.")
    .argument("[name]", "a type of alert, or default; without it, that of --alert")
    .requiredOption("--channel <name>", "a channel of the settings, or a type of channel such as slack")
    .option("--alert <id>", "a real alert, by its id or latest; without it, a sample")
    .option("--kind <kind>", `what is told: ${notificationKinds.join(", ")}`)
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe templates render pipeline_failure --channel slack",
        "pitchpipe templates render --alert latest --channel mail --kind resolved --json",
      ),
    )
    .action((name: string | undefined, options: RenderOptions) =>
      withProject(cli, (project) => render(cli, project, { ...options, name: name ?? null })),
    );
  return templates;
}

async function render(
  cli: Cli,
  project: OpenedProject,
  { name, channel, alert, kind, json }: RenderOptions & { readonly name: string | null },
): Promise<void> {
  const asked: NotificationKind | null = kind === undefined ? null : oneOf("--kind", notificationKinds, kind);
  const rendered = await renderMessage(project, { name, channel, alert: alert ?? null, kind: asked });
  for (const problem of rendered.problems) cli.stderr.write(`pitchpipe: not used: ${problem}\n`);
  if (json) printJson(cli, renderedDocument(rendered));
  else cli.stdout.write(shown(rendered));
}

function shown({ channel, type, kind, templates, sent }: RenderedMessage): string {
  const words = templates.length === 0 ? "built-in words" : `words of ${templates.join(", ")}`;
  const head = `${kind} by ${channel} (${type}), in ${words}:`;
  return stripControl(`${[head, ...sent.map(sendingText)].join("\n\n")}\n`);
}

function sendingText(sending: Sending): string {
  switch (sending.kind) {
    case "request":
      return `${sending.method} ${sending.url}\n${lines(sending.headers)}\n\n${JSON.stringify(sending.body, null, 2)}`;
    case "mail":
      return `${lines(sending.headers)}\n\n${sending.text.trimEnd()}\n\n(and the same as HTML: see --json)`;
    case "line":
      return `${sending.path}\n${sending.line}`;
    case "document":
      return `${sending.to}\n${JSON.stringify(sending.document, null, 2)}`;
  }
}

function lines(headers: { readonly [name: string]: string }): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
