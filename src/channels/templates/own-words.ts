import { messageOf } from "../../lib/errors.ts";
import type { Redactor } from "../../lib/redaction/index.ts";
import type { Notification } from "../../model/alert.ts";
import type { OwnWords } from "../effects.ts";
import { cleanNotification } from "../message/clean.ts";
import { cut, oneLine } from "../message/cut.ts";
import { type Chosen, type ChosenParts, chooseTemplates } from "./choose.ts";
import { createTemplateEngine, type Parsed, type Rendered, type Scope } from "./engine.ts";
import { type FieldContext, fieldsOf } from "./fields.ts";
import type { TemplatesSettings } from "./settings.ts";

export interface OwnWordsOptions extends FieldContext {
  readonly redactor: Redactor;
}

export type OwnWordsFor = (
  notification: Notification,
  channel: { readonly name: string; readonly type: string },
) => OwnWords | null;

/** A reason is there to find the template by, not to fill a text message. */
const longestReason = 140;

/**
 * The user's own words for notifications, by `templates`. A template that fails leaves pitchpipe's words in its place and a
 * note that says so; one that gives nothing leaves them without a note. Never throws; a test is always in our words.
 */
export function createOwnWords(templates: TemplatesSettings, options: OwnWordsOptions): OwnWordsFor {
  const engine = createTemplateEngine(options.timeZone);
  const parsed = new Map<string, Parsed>();
  return (told, channel) => {
    const chosen = told.kind === "test" ? null : chooseTemplates(templates, told.alerts, channel.name);
    if (chosen === null) return null;
    try {
      // Before anything is cut out of it: half a secret can't be found any more.
      const notification = cleanNotification({ ...told, channel: channel.name }, options.redactor);
      const scope = fieldsOf(notification, options);
      return scope === null ? null : wordsOf(chosen, (source) => render(source, scope), told.alerts.length);
    } catch (thrown) {
      return { ...noWords, note: noteOf("templates", messageOf(thrown)) };
    }
  };

  function render(source: string, scope: Scope): Rendered {
    const known = parsed.get(source) ?? engine.parse(source);
    parsed.set(source, known);
    return known.kind === "error" ? known : engine.render(known.nodes, scope);
  }
}

const noWords: OwnWords = { title: null, text: null, subject: null, note: null };

function wordsOf(chosen: ChosenParts, render: (source: string) => Rendered, alerts: number): OwnWords {
  const notes: string[] = [];
  const of = (one: Chosen | null): string | null => {
    const rendered = one === null ? null : render(one.source);
    if (one === null || rendered === null) return null;
    if (rendered.kind === "text") return rendered.text.trim() === "" ? null : rendered.text.trim();
    notes.push(noteOf(one.path.join("."), rendered.message));
    return null;
  };
  const title = withCount(of(chosen.title), chosen.title, alerts);
  const subject = withCount(of(chosen.subject), chosen.subject, alerts);
  const text = of(chosen.text);
  return { title, subject, text, note: notes.length === 0 ? null : notes.join(" ") };
}

/** Words about the first of several alerts say that there are more, unless they count them themselves. */
function withCount(text: string | null, chosen: Chosen | null, alerts: number): string | null {
  if (text === null || alerts < 2 || /\balert(?:s|_count)\b/.test(chosen?.source ?? "")) return text;
  return `${text} (and ${alerts - 1} more)`;
}

function noteOf(path: string, reason: string): string {
  return `The template ${path} failed (${cut(oneLine(reason), longestReason)}), so these are pitchpipe's own words.`;
}
