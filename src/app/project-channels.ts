import { type Channel, type ChannelEffects, createChannel, createHttp } from "../channels/index.ts";
import { createOwnWords } from "../channels/templates/own-words.ts";
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
export function channelEffects({ config, project, env, clock, redactor }: OpenedProject): ChannelEffects {
  const { external_url: externalUrl = null, timezone, templates } = config.settings;
  const timeZone = timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = { labels: knownLabels(config.settings), annotations: knownAnnotations(config.settings) };
  return {
    http: createHttp(env),
    clock,
    redactor,
    root: project.root,
    env,
    externalUrl,
    timeZone,
    ...(Object.keys(templates).length === 0
      ? {}
      : { words: createOwnWords(templates, { redactor, externalUrl, timeZone, ...known }) }),
  };
}
