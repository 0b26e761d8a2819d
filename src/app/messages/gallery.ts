import { createHttp } from "../../channels/index.ts";
import { previewOf } from "../../channels/preview/preview.ts";
import { channelTypes, sampleSettings } from "../../channels/preview/sample-settings.ts";
import type { ChannelSettings } from "../../channels/settings.ts";
import { sampleTime } from "../../channels/templates/samples.ts";
import { createRedactor } from "../../lib/redaction/index.ts";
import { type NotificationKind, notificationKinds } from "../../model/alert.ts";
import { type AlertType, alertTypes } from "../../model/signal.ts";
import { asSeen } from "./as-seen.ts";
import { noticeFor, sampleAlertsFor } from "./sample-notices.ts";

const head = `# Messages

<!-- Written by \`npm run generate\` from samples, through the channels themselves; a test fails when it is stale. Don't edit it here. -->

What people see, for each channel and each kind of message, from samples. The same facts stand in the same order everywhere:
what, where, since when, the cause, what is new, what else is known, what to do, where to look. The cause is within the first 80
characters of every title, subject and text message. \`pitchpipe templates render\` shows the exact payload of any of these, for
your own channels and alerts; [templates](templates.md) change the words.

Buttons and links are in brackets, and a bar stands for the coloured edge. Programs (\`webhook\`, \`exec\`, \`custom\`) get every alert as
JSON beside what is shown here.
`;

/** `docs/messages.md`: every kind for every channel, and every type of alert once. */
export async function messageGallery(): Promise<string> {
  const channels: string[] = [];
  for (const type of channelTypes) channels.push(await channelSection(type));
  const types: string[] = [];
  for (const type of alertTypes) types.push(`### ${type}\n\n${block(await shown({ type, kind: "firing" }))}`);
  return [head, ...channels, "## Every type of alert, as a text message\n", types.join("\n")].join("\n");
}

async function channelSection(channel: ChannelSettings["type"]): Promise<string> {
  const parts: string[] = [];
  for (const kind of notificationKinds) {
    const text = await shown({ type: "pipeline_failure", kind, channel });
    parts.push(`### ${channel}: ${kind}\n\n${block(text)}`);
  }
  return `## ${channel}\n\n${parts.join("\n")}`;
}

interface Shown {
  readonly type: AlertType;
  readonly kind: NotificationKind;
  readonly channel?: ChannelSettings["type"];
}

async function shown({ type, kind, channel = "sms" }: Shown): Promise<string> {
  const alerts = sampleAlertsFor(type, kind);
  const notification = noticeFor({ kind, alerts, channel, externalUrl: null, now: sampleTime });
  const effects = {
    http: createHttp(),
    clock: { now: () => sampleTime },
    redactor: createRedactor([]),
    root: "/",
    env: {},
    externalUrl: null,
    timeZone: "America/Sao_Paulo",
  };
  const sent = await previewOf(channel, sampleSettings(channel), { notification, effects });
  return sent.map((one) => asSeen(channel, one).replace(/ +$/gm, "")).join("\n\n");
}

function block(text: string): string {
  return `\`\`\`text\n${text.replaceAll("```", "'''")}\n\`\`\`\n`;
}
