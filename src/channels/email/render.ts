import type { Message } from "../message/message.ts";
import { plainText } from "../message/plain-text.ts";
import { renderHtml } from "./html.ts";
import type { EmailSettings } from "./settings.ts";

/** A mail as nodemailer takes it, but for who gets it this time. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references: readonly string[];
  readonly priority: "high" | "normal";
  readonly headers: Readonly<Record<string, string>>;
}

/** A mail is no place for books: servers take far more, people don't. */
const longestText = 100_000;

export interface MailContext {
  readonly channel: string;
  /** The message id of the first mail here about the same alert. */
  readonly thread: string | null;
}

/**
 * The mail: text and HTML with the same facts. Its message id is made of the notification's, so that one that arrives twice
 * is known as one; all mails of an alert refer to the same id, which makes them a thread.
 */
export function renderMail(
  message: Message,
  settings: Pick<EmailSettings, "from" | "to">,
  context: MailContext,
): Mail {
  const { channel, thread } = context;
  const domain = domainOf(settings.from);
  const root = message.alertId === null ? [] : [`<alert.${message.alertId}@${domain}>`];
  return {
    from: settings.from,
    to: settings.to,
    subject: message.subject,
    text: `${message.title}\n\n${plainText(withStreams(message), longestText)}\n`,
    html: renderHtml(message),
    messageId: `<${message.notificationId}@${domain}>`,
    ...(thread === null ? {} : { inReplyTo: thread }),
    references: thread === null ? root : [...root, thread],
    priority: message.severity === "critical" && !message.over ? "high" : "normal",
    headers: {
      "Auto-Submitted": "auto-generated",
      "List-Id": `pitchpipe ${channel} <${channel.toLowerCase().replace(/[^a-z0-9.-]/g, "-")}.pitchpipe.${domain}>`,
      "X-Auto-Response-Suppress": "All",
      "X-Pitchpipe-Kind": message.kind,
      "X-Pitchpipe-Severity": message.severity,
      ...(message.alertId === null ? {} : { "X-Pitchpipe-Alert": message.alertId }),
    },
  };
}

/** The message with the run's table as one more fact: text has no tables. */
function withStreams(message: Message): Message {
  const { streams, impact } = message;
  if (streams.length === 0) return message;
  const rows = streams.map(({ stream, records, quarantined }) => {
    const aside = quarantined === 0 ? "" : ` (${quarantined.toLocaleString("en-US")} quarantined)`;
    return `${stream} ${records.toLocaleString("en-US")}${aside}`;
  });
  return { ...message, impact: [...impact, { name: "Streams", value: rows.join(", ") }] };
}

function domainOf(address: string): string {
  return /@([^\s<>@]+)>?$/.exec(address)?.[1]?.toLowerCase() ?? "localhost";
}
