import { nearest } from "../../lib/nearest.ts";
import { notificationKinds } from "../../model/alert.ts";
import type { Labels } from "../../model/labels.ts";
import { type AlertType, alertTypes } from "../../model/signal.ts";
import {
  createTemplateEngine,
  type Reading,
  type Scope,
  type TemplateEngine,
  type TemplatePlace,
} from "./engine.ts";
import { commonLabels, type FieldContext, fieldsOf, templateFields } from "./fields.ts";
import { sampleAlert, sampleNotice, sparseAlert } from "./samples.ts";
import type { TemplatesSettings, TemplateType } from "./settings.ts";

/** What is wrong with a template; `path` begins below `templates`. */
export interface TemplateFault {
  readonly path: readonly string[];
  /** Goes on after the path: "names the field jb, which is not there". */
  readonly message: string;
  readonly hint: string | null;
}

export interface CheckContext {
  readonly timeZone: string;
  readonly labels: ReadonlySet<string>;
  readonly annotations: ReadonlySet<string>;
}

/** Every template, tried on a full and on an empty sample of each type of alert it is for, in each kind of message. */
export function templateFaults(templates: TemplatesSettings, context: CheckContext): TemplateFault[] {
  const engine = createTemplateEngine(context.timeZone);
  return Object.keys(templates).flatMap((key) => {
    const type = key as TemplateType;
    const trial = { engine, type, context, scopes: scopesOf(type, context) };
    return placedTemplates(type, templates[type]).flatMap(({ path, source }) =>
      faultsOf(source, trial).map((fault) => ({ path, ...fault })),
    );
  });
}

interface PlacedTemplate {
  readonly path: readonly string[];
  readonly source: string;
}

function placedTemplates(type: TemplateType, entry: TemplatesSettings[string] | undefined): PlacedTemplate[] {
  if (entry === undefined) return [];
  const { channels, ...own } = entry;
  const parts = [
    { path: [type], texts: own },
    ...Object.entries(channels).map(([name, texts]) => ({ path: [type, "channels", name], texts })),
  ];
  return parts.flatMap(({ path, texts }) =>
    Object.entries(texts).flatMap(([part, source]) =>
      source === undefined ? [] : [{ path: [...path, part], source }],
    ),
  );
}

type Fault = Pick<TemplateFault, "message" | "hint">;

interface Trial {
  readonly engine: TemplateEngine;
  readonly type: TemplateType;
  readonly context: CheckContext;
  readonly scopes: readonly Scope[];
}

function faultsOf(source: string, trial: Trial): Fault[] {
  const parsed = trial.engine.parse(source);
  if (parsed.kind === "error") return [errorFault(parsed, trial)];
  const unknown = trial.engine
    .readings(parsed.nodes)
    .flatMap((reading) => unknownFault(reading, trial.context));
  if (unknown.length > 0) return unknown;
  for (const scope of trial.scopes) {
    const rendered = trial.engine.render(parsed.nodes, scope);
    if (rendered.kind === "error") return [errorFault(rendered, trial)];
  }
  return [];
}

/** A full and an empty sample of each type and kind; several alerts are told together in the full one. */
function scopesOf(type: TemplateType, context: CheckContext): Scope[] {
  const types: readonly AlertType[] = type === "default" ? alertTypes : [type];
  const some = (names: ReadonlySet<string>): Labels =>
    Object.fromEntries([...names].map((name) => [name, "x"]));
  const own = { labels: some(context.labels), annotations: some(context.annotations) };
  const linked: FieldContext = { ...context, externalUrl: "https://pitchpipe.example.com" };
  return types.flatMap((one) =>
    toldKinds.flatMap((kind) => {
      const full = sampleAlert(one, own);
      return [
        fieldsOf(sampleNotice(kind, [full, full], "ops"), linked) ?? {},
        fieldsOf(sampleNotice(kind, [sparseAlert(one)], "ops"), { ...context, externalUrl: null }) ?? {},
      ];
    }),
  );
}

const toldKinds = notificationKinds.filter((kind) => kind !== "test");

/** Also in branches that no sample takes. */
function unknownFault({ segments, place }: Reading, { labels }: CheckContext): Fault[] {
  const [root = "", key] = segments;
  if (!Object.hasOwn(templateFields, root)) return [notThere(root, Object.keys(templateFields), place)];
  if (root !== "labels" || key === undefined) return [];
  const known = new Set([...commonLabels, ...labels]);
  if (known.has(key)) return [];
  const fault = notThere(`labels.${key}`, [...known], place);
  const declare = `A label of your own is made known by labels: {${key}: ""}.`;
  return [{ ...fault, hint: fault.hint?.startsWith("Did") ? `${fault.hint} ${declare}` : declare }];
}

function notThere(name: string, known: readonly string[], place: TemplatePlace | null): Fault {
  const [key = "", ...around] = name.split(".").reverse();
  const meant = nearest(key, known);
  const full = [...around.reverse(), meant].join(".");
  return {
    message: `names the field ${name}${at(place)}, which is not there`,
    hint: meant === null ? "docs/templates.md lists all fields." : `Did you mean ${full}?`,
  };
}

function errorFault(
  { message, place }: { readonly message: string; readonly place: TemplatePlace | null },
  trial: Trial,
): Fault {
  const variable = /^undefined variable: (.+)$/.exec(message)?.[1];
  if (variable !== undefined) return unknownKey(variable, place, trial);
  const filter = /^undefined filter: (.+)$/.exec(message)?.[1];
  if (filter === undefined) return { message: `can't be used: ${message}${at(place)}`, hint: null };
  const meant = nearest(filter, trial.engine.filters);
  return {
    message: `names the filter ${filter}${at(place)}, which is not there`,
    hint: meant === null ? "docs/templates.md names the usual ones." : `Did you mean ${meant}?`,
  };
}

/** A key of a map, or of an item of a list, that a full sample has not. */
function unknownKey(variable: string, place: TemplatePlace | null, { scopes }: Trial): Fault {
  const [root = "", ...rest] = variable.split(".");
  const around = scopes[0]?.[root];
  const isMap = typeof around === "object" && around !== null && !Array.isArray(around);
  if (!isMap || rest.length !== 1) return notThere(variable, Object.keys(templateFields), place);
  const fault = notThere(variable, Object.keys(around), place);
  const guard = `Where it is there at times: {{ ${variable} | default: "" }}.`;
  return { ...fault, hint: fault.hint?.startsWith("Did") ? `${fault.hint} ${guard}` : guard };
}

/** Where in the template, for one of several lines; the place of its first character stands with the problem. */
function at(place: TemplatePlace | null): string {
  return place === null ? "" : ` (its line ${place.line}, column ${place.column})`;
}
