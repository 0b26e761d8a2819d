import { type TemplateFault, templateFaults } from "../channels/templates/check/settings.ts";
import { wordlessTypes } from "../channels/templates/settings.ts";
import { knownLabels } from "./known-labels.ts";
import type { Finding } from "./messages.ts";
import type { Settings } from "./schema.ts";
import { pathText } from "./walk.ts";

/** Templates that could not be rendered: an unknown field, filter, tag, an error on the way. */
export function checkTemplates(settings: Settings): Finding[] {
  const { templates, timezone } = settings;
  if (Object.keys(templates).length === 0) return [];
  const faults = faultsOf(templates, {
    timeZone: timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    labels: knownLabels(settings),
    annotations: knownAnnotations(settings),
  });
  return [...faults.map(findingOf), ...mailWords(settings)];
}

/** Each layer of the settings is checked in its turn, mostly with the same templates: they are tried once. */
const tried = new Map<string, TemplateFault[]>();

function faultsOf(...[templates, context]: Parameters<typeof templateFaults>): TemplateFault[] {
  const { timeZone, labels, annotations } = context;
  const key = JSON.stringify([templates, timeZone, [...labels], [...annotations]]);
  const known = tried.get(key);
  if (known !== undefined) return known;
  const faults = templateFaults(templates, context);
  if (tried.size >= 10) tried.clear();
  tried.set(key, faults);
  return faults;
}

/** Annotations that rules and deadlines put on alerts. */
export function knownAnnotations({ rules, sla }: Pick<Settings, "rules" | "sla">): ReadonlySet<string> {
  return new Set([...rules, ...sla].flatMap(({ annotations }) => Object.keys(annotations)));
}

/** Programs get facts and no words, and only a mail has a subject: what is never used is most likely a mistake. */
function mailWords({ templates, channels }: Settings): Finding[] {
  return Object.entries(templates).flatMap(([type, entry]) =>
    Object.entries(entry?.channels ?? {}).flatMap(([name, texts]) => {
      const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
      if (channel === undefined) return [];
      const path = ["templates", type, "channels", name];
      if (wordlessTypes.has(channel.type))
        return [warning(path, `is for a channel of type ${channel.type}, which has no words to change`)];
      if (texts.subject === undefined || channel.type === "email") return [];
      return [warning([...path, "subject"], `is never used: a ${channel.type} message has no subject`)];
    }),
  );
}

function warning(path: readonly string[], says: string): Finding {
  return { path, what: "value", message: `${pathText(path)} ${says}.`, hint: null, severity: "warning" };
}

function findingOf({ path, message, hint }: TemplateFault): Finding {
  const at = ["templates", ...path];
  return { path: at, what: "value", message: `${pathText(at)} ${message}.`, hint };
}
