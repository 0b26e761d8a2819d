import { type Channel, type ChannelEffects, createChannel, createHttp } from "../channels/index.ts";
import { createOwnWords, type OwnWordsOptions } from "../channels/templates/own-words.ts";
import { knownLabels } from "../config/known-labels.ts";
import { knownAnnotations } from "../config/template-checks.ts";
import type { OpenedProject } from "./open-project.ts";

/** The channels of a project by name: every one its settings can use. Nothing is opened before the first message. */
export function createChannels(project: OpenedProject): ReadonlyMap<string, Channel> {
  const effects = channelEffects(project);
  return new Map([
    ...Object.entries(project.config.settings.channels).map(
      ([name, settings]) => [name, createChannel(name, settings, effects)] as const,
    ),
    ...project.ownChannels,
  ]);
}

/** The world as channels see it from a project. */
export function channelEffects(opened: OpenedProject): ChannelEffects {
  const { config, project, env, clock, redactor } = opened;
  const { templates } = config.settings;
  const context = templateContext(opened);
  const { externalUrl, timeZone } = context;
  return {
    http: createHttp(env),
    clock,
    redactor,
    root: project.root,
    env,
    externalUrl,
    timeZone,
    ...(Object.keys(templates).length === 0 ? {} : { words: createOwnWords(templates, context) }),
  };
}

/** What templates of a project can reckon with. */
export function templateContext({ config, redactor }: OpenedProject): OwnWordsOptions {
  const { external_url: externalUrl = null, timezone } = config.settings;
  return {
    redactor,
    externalUrl,
    timeZone: timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    labels: knownLabels(config.settings),
    annotations: knownAnnotations(config.settings),
  };
}
