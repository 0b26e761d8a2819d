import { previewOf, type Sending } from "../../channels/preview/preview.ts";
import { channelTypes, sampleSettings } from "../../channels/preview/sample-settings.ts";
import type { ChannelSettings } from "../../channels/settings.ts";
import { chooseTemplates, templateParts } from "../../channels/templates/choose.ts";
import { createOwnWords } from "../../channels/templates/own-words.ts";
import { sampleTime } from "../../channels/templates/samples.ts";
import {
  type TemplatesSettings,
  type TemplateType,
  templateTypes,
  wordlessTypes,
} from "../../channels/templates/settings.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { UsageError } from "../../lib/errors.ts";
import { nearest } from "../../lib/nearest.ts";
import type { Alert, NotificationKind } from "../../model/alert.ts";
import { alertTypes } from "../../model/signal.ts";
import { findAlert } from "../alerts/find-alert.ts";
import type { OpenedProject } from "../open-project.ts";
import { channelEffects, templateContext } from "../project-channels.ts";
import { requireChannels } from "../test-channel.ts";
import { noticeFor, sampleAlertsFor } from "./sample-notices.ts";

export type { Sending } from "../../channels/preview/preview.ts";

export interface RenderRequest {
  /** A type of alert, or `default`; `null` for that of the alert. */
  readonly name: string | null;
  /** A channel of the settings, or a type of channel. */
  readonly channel: string;
  /** An alert's id, its start or `latest`; `null` for a sample. */
  readonly alert: string | null;
  /** `null` for what fits the alert. */
  readonly kind: NotificationKind | null;
}

/** What would be sent, and by which templates. */
export interface RenderedMessage {
  readonly channel: string;
  readonly type: string;
  readonly kind: NotificationKind;
  /** `null` for a sample. */
  readonly alertId: string | null;
  /** The templates that were used, as paths below `templates`. */
  readonly templates: readonly string[];
  /** What the message says of a template that failed. */
  readonly note: string | null;
  /** What the settings have that could not be used, one sentence each. */
  readonly problems: readonly string[];
  readonly sent: readonly Sending[];
}

/** Shows what a channel would send; nothing is. Raises `USAGE` for a name that is none, `CHANNEL_…` for a channel. */
export async function renderMessage(
  project: OpenedProject,
  request: RenderRequest,
): Promise<RenderedMessage> {
  const name = request.name === null ? null : templateName(request.name);
  if (name === null && request.alert === null)
    throw new UsageError({
      code: "USAGE",
      what: "Name a type of alert, or an alert by --alert.",
      whatToDo: `Types are: ${templateTypes.join(", ")}.`,
    });
  const target = targetOf(project, request.channel);
  const subject = await subjectOf(project, { ...request, name });
  const { settings } = project.config;
  const templates = templatesFor(settings.templates, name, subject.alerts);
  const externalUrl = settings.external_url ?? null;
  const { now, kind, alerts } = subject;
  const notification = noticeFor({ kind, alerts, channel: target.name, externalUrl, now });
  const words = createOwnWords(templates, templateContext(project));
  const effects = { ...channelEffects(project), clock: { now: () => now }, words };
  const told = { name: target.name, type: target.settings.type };
  const ours = kind === "test" || wordlessTypes.has(told.type);
  const chosen = ours ? null : chooseTemplates(templates, alerts, told.name);
  return {
    channel: target.name,
    type: target.settings.type,
    kind,
    alertId: subject.alertId,
    templates: templateParts
      .filter((part) => part !== "subject" || told.type === "email")
      .flatMap((part) => chosen?.[part]?.path.join(".") ?? []),
    note: chosen === null ? null : (words(notification, told)?.note ?? null),
    problems: problemsOf(project),
    sent: await previewOf(target.name, target.settings, { notification, effects }),
  };
}

function templateName(name: string): TemplateType {
  const found = templateTypes.find((type) => type === name);
  if (found !== undefined) return found;
  const meant = nearest(name, templateTypes);
  throw new UsageError({
    code: "USAGE",
    what: `There is no type of alert ${name}.`,
    whatToDo: `${meant === null ? "" : `Did you mean ${meant}? `}Take one of: ${templateTypes.join(", ")}.`,
  });
}

/** A channel of the settings wins over a type of the same name. */
function targetOf(
  project: OpenedProject,
  name: string,
): { readonly name: string; readonly settings: ChannelSettings } {
  const { channels } = project.config.settings;
  const own = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (own !== undefined) return { name, settings: own };
  const type = channelTypes.find((one) => one === name);
  if (type !== undefined) return { name, settings: sampleSettings(type) };
  requireChannels(project, [name]);
  throw new UsageError({
    code: "USAGE",
    what: `The channel ${name} was brought along by a program, and shows nothing.`,
    whatToDo: "Name a channel of the settings, or a type of channel.",
  });
}

interface Subject {
  readonly alerts: readonly Alert[];
  readonly kind: NotificationKind;
  readonly alertId: string | null;
  readonly now: number;
}

async function subjectOf(
  project: OpenedProject,
  { name, alert: id, kind: asked }: Omit<RenderRequest, "name"> & { readonly name: TemplateType | null },
): Promise<Subject> {
  if (id === null) {
    const kind = asked ?? "firing";
    const type = name === null || name === "default" ? withoutOwn(project) : name;
    return { kind, alerts: sampleAlertsFor(type, kind), alertId: null, now: sampleTime };
  }
  const alert = await findAlert(await project.store(), id);
  const over = alert.status === "resolved" || alert.status === "expired";
  const kind = asked ?? (over ? "resolved" : "firing");
  const now = project.clock.now();
  return { kind, alerts: [asOf(alert, { kind, over, now })], alertId: alert.id, now };
}

/** A type that `default` is for. */
function withoutOwn({ config }: OpenedProject): (typeof alertTypes)[number] {
  const { templates } = config.settings;
  return alertTypes.toReversed().find((type) => templates[type] === undefined) ?? "custom";
}

/** A stored alert as it would be told of: an end that has not come yet comes now. */
function asOf(
  alert: Alert,
  { kind, over, now }: { readonly kind: NotificationKind; readonly over: boolean; readonly now: number },
): Alert {
  const ends = kind === "resolved" || kind === "recovered";
  return ends && !over ? { ...alert, status: "resolved", resolvedAt: now } : alert;
}

/** A template asked for by name is tried on any alert. */
function templatesFor(
  templates: TemplatesSettings,
  name: TemplateType | null,
  [alert]: readonly Alert[],
): TemplatesSettings {
  const named = name === null ? undefined : templates[name];
  return named === undefined || alert === undefined ? templates : { ...templates, [alert.type]: named };
}

function problemsOf({ config }: OpenedProject): string[] {
  return config.problems
    .filter(
      ({ path, severity }) => severity === "error" && /^(?:environments\.[^.]+\.)?templates\b/.test(path),
    )
    .map(({ message, hint }) => (hint === null ? message : `${message} ${hint}`));
}

/** The document of `templates render --json`. */
export function renderedDocument(rendered: RenderedMessage): Json {
  const { alertId, sent, templates, problems, ...rest } = rendered;
  return {
    ...rest,
    alert_id: alertId,
    sample: alertId === null,
    templates: [...templates],
    problems: [...problems],
    sent: sent.map((one): Json => ({ ...one })),
  };
}
