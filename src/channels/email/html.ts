import type { Look, Message } from "../message/message.ts";
import { footOf, markLine, type Section, sectionsOf } from "../message/sections.ts";

/** The message as HTML: one column that fits a phone, styles inline because mail programs take no others. */
export function renderHtml(message: Message): string {
  const { mark, title } = message;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(message.subject)}</title></head>
<body style="margin:0;padding:16px;background:#f4f5f7;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#1d2433">
<div style="max-width:600px;margin:0 auto;background:#ffffff;border-top:4px solid ${mark.color};border-radius:4px;padding:16px 20px">
<p style="margin:0;color:${mark.color};font-weight:600">${mark.emoji} ${escapeHtml(markLine(message))}</p>
<h1 style="margin:4px 0 12px;font-size:18px;line-height:1.35;overflow-wrap:anywhere">${escapeHtml(title)}</h1>
<table role="presentation" style="width:100%;border-collapse:collapse">
${sectionsOf(message).map(row).join("\n")}
</table>
${streamsTable(message)}${message.looks.map(lookPart).join("\n")}
<p style="margin:16px 0 0;color:#5b6472;font-size:12px">${escapeHtml(footOf(message))}</p>
</div></body></html>
`;
}

/** The run's table; nothing where nobody counted, or the user's own text stands for all facts. */
function streamsTable({ streams, text }: Message): string {
  if (streams.length === 0 || text !== null) return "";
  const th = (name: string, align: string): string =>
    `<th style="${cell};padding-right:12px;text-align:${align};color:#5b6472;font-weight:400">${name}</th>`;
  const rows = streams.map(({ stream, records, quarantined }) => {
    const counts = [records, quarantined].map(
      (count) =>
        `<td style="${cell};padding-right:12px;text-align:right">${count.toLocaleString("en-US")}</td>`,
    );
    return `<tr><td style="${cell};padding-right:12px">${escapeHtml(stream)}</td>${counts.join("")}</tr>`;
  });
  return `<table style="margin:12px 0 0;border-collapse:collapse;border-top:1px solid #e3e6eb">
<tr>${th("stream", "left")}${th("records", "right")}${th("quarantined", "right")}</tr>
${rows.join("\n")}
</table>
`;
}

/** Text that is nothing but text in HTML, in an attribute too. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Names of facts stand in a column of their own, unless one is so long that it would leave a phone no room. */
const longestName = 14;
const cell = "padding:3px 0;vertical-align:top;overflow-wrap:anywhere;word-break:break-word";

function row({ name, lines, role }: Section): string {
  const text = linesHtml(name === null ? lines : lines.map(oneOf(lines)));
  if (name === null) return `<tr><td colspan="2" style="${cell}">${text}</td></tr>`;
  const wrap = name.length > longestName ? "" : ";white-space:nowrap";
  const weight = role === "cause" ? ";font-weight:600" : "";
  return `<tr><td style="${cell};padding-right:12px;color:#5b6472${wrap}">${escapeHtml(name)}</td><td style="${cell}${weight}">${text}</td></tr>`;
}

/** Several lines are told apart by a dot, as a phone breaks each of them. */
function oneOf(lines: readonly string[]): (line: string) => string {
  return (line) => (lines.length > 1 ? `• ${line}` : line);
}

function linesHtml(lines: readonly string[]): string {
  return lines.map(escapeHtml).join("<br>");
}

/** A command has a line of its own, so that it can be taken whole; a link is as large as a thumb. */
function lookPart(look: Look): string {
  if (look.kind === "link")
    return `<p style="margin:12px 0 0"><a href="${escapeHtml(look.url)}" style="display:inline-block;padding:8px 14px;border:1px solid #1d4ed8;border-radius:4px;color:#1d4ed8;text-decoration:none">${escapeHtml(look.text)}</a></p>`;
  return `<p style="margin:12px 0 0;color:#5b6472">${escapeHtml(look.text)}<br><code style="display:block;margin:2px 0 0;padding:6px 8px;border-radius:4px;background:#f4f5f7;color:#1d2433;font-size:13px;overflow-wrap:anywhere">${escapeHtml(look.command)}</code></p>`;
}
