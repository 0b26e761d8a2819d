import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openlineageSettings } from "../../audit/openlineage/settings.ts";
import type { OpenedProject } from "../open-project.ts";
import { drillChannels } from "./drill-channels.ts";

/** How soon a stall is one: nobody waits ten minutes for a drill. */
export const stallAfterMs = 1_000;

interface Play {
  readonly folder: string;
  readonly send: boolean;
  readonly isDead: (channel: string) => boolean;
}

/** The user's project, its settings but for what a drill must not touch or wait for. */
export function drillProject(opened: OpenedProject, play: Play): OpenedProject {
  const { settings } = opened.config;
  const { heartbeat: _, ...kept } = settings;
  const run =
    settings.run.stall_after === null ? settings.run : { ...settings.run, stall_after: stallAfterMs };
  const labels = { ...settings.labels, drill: "true" };
  // What others are told of runs must not hold one that never was.
  const openlineage = openlineageSettings.parse({ enabled: false });
  const config = { ...opened.config, settings: { ...kept, labels, run, openlineage } };
  const folder = join(play.folder, "logs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const project = { ...opened, config };
  return { ...project, ownChannels: drillChannels(project, { ...play, folder }) };
}
