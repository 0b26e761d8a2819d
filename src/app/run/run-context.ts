import { existsSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../lib/version.ts";
import { installedVersion } from "../../meltano/installed-version.ts";
import { plainDocument } from "../../meltano/plain-document.ts";
import type { MeltanoProject } from "../../meltano/project.ts";
import type { RunContext } from "../../model/run-context.ts";
import type { RunPlan } from "../../runner/plan.ts";
import type { OpenedProject } from "../open-project.ts";
import { gitCommit } from "./git-commit.ts";

/** Under what a run runs, read from files only: a run must not wait for it. */
export function runContext(
  { project, config, redactor }: Pick<OpenedProject, "project" | "config" | "redactor">,
  plan: RunPlan,
  meltano: string,
): RunContext {
  const names = plan.blocks.flatMap((block) =>
    block.kind === "extract_load" ? [block.tap, block.target] : [block.plugin],
  );
  const keys = Object.entries(plainDocument(project));
  return {
    pitchpipeVersion: version,
    meltanoVersion: installedVersion(meltano, ["meltano"]),
    configHash: config.hash,
    gitCommit: gitCommit(project.root),
    plugins: Object.fromEntries(names.map((name) => [name, pluginVersion(project, name)])),
    meltanoYml: Object.fromEntries(keys.map(([key, value]) => [key, redactor.text(value)])),
  };
}

/** Packages are named like the plugin, often with their maker's name before it. */
const makers = ["", "meltanolabs-", "pipelinewise-", "meltano-", "wise-"];

function pluginVersion({ sysDir, plugins }: MeltanoProject, name: string): string | null {
  const plugin = plugins.find((one) => one.name === name);
  if (plugin === undefined) return null;
  const own = plugin.inheritFrom ?? name;
  for (const folder of [name, own]) {
    const program = join(sysDir, plugin.type, folder, "venv", "bin", "python");
    if (!existsSync(program)) continue;
    return installedVersion(
      program,
      makers.map((maker) => maker + own),
    );
  }
  return null;
}
