import type { Look, Message } from "../message/message.ts";
import { footOf, type Section, sectionsOf } from "../message/sections.ts";

/** The message as HTML: one column that fits a phone, styles inline because mail programs take no others. */
export function renderHtml(message: Message): string {
  const { mark, title } = message;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(message.subject)}</title></head>
<body style="margin:0;padding:16px;background:#f4f5f7;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#1d2433">
<div style="max-width:600px;margin:0 auto;background:#ffffff;border-top:4px solid ${mark.color};border-radius:4px;padding:16px 20px">
<p style="margin:0;color:${mark.color};font-weight:600">${mark.emoji} ${escapeHtml(mark.word)}</p>
<h1 style="margin:4px 0 12px;font-size:18px;line-height:1.35;overflow-wrap:anywhere">${escapeHtml(title)}</h1>
<table role="presentation" style="width:100%;border-collapse:collapse">
${sectionsOf(message).map(row).join("\n")}
</table>
${message.looks.map(lookPart).join("\n")}
<p style="margin:16px 0 0;color:#6b7280;font-size:12px">${escapeHtml(footOf(message))}</p>
</div></body></html>
`;
}

/** Text that is nothing but text in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function row({ name, lines }: Section): string {
  const text = lines.map(escapeHtml).join("<br>");
  const cell = "padding:3px 0;vertical-align:top;overflow-wrap:anywhere";
  if (name === null) return `<tr><td colspan="2" style="${cell}">${text}</td></tr>`;
  return `<tr><td style="${cell};padding-right:12px;color:#6b7280;white-space:nowrap">${escapeHtml(name)}</td><td style="${cell}">${text}</td></tr>`;
}

function lookPart(look: Look): string {
  if (look.kind === "link")
    return `<p style="margin:12px 0 0"><a href="${escapeHtml(look.url)}" style="color:#1d4ed8">${escapeHtml(look.text)}</a></p>`;
  return `<p style="margin:12px 0 0">${escapeHtml(look.text)}: <code style="background:#f4f5f7;padding:2px 4px">${escapeHtml(look.command)}</code></p>`;
}
