import type { PluginRole } from "../../model/run.ts";
import { nameOf, pluginOfCommandLine } from "../run-processes.ts";
import type { ProcessUse } from "./process-use.ts";

/** Whose process it is. */
export interface Owner {
  readonly name: string;
  readonly role: PluginRole;
}

/** Meltano's own processes go by this name; no plugin of a pipeline is called so. */
export const meltano: Owner = { name: "meltano", role: "other" };

/**
 * Whose each process is: by its command line, else that of the nearest process above it. One that lost those above stays
 * with whom it was seen; of others nobody knows. `known` is kept from look to look.
 */
export function ownersOf(
  uses: readonly ProcessUse[],
  root: number,
  known: Map<string, Owner>,
): ReadonlyMap<number, Owner> {
  const byPid = new Map(uses.map((use) => [use.pid, use]));
  const owners = new Map<number, Owner>();
  for (const use of uses) {
    const owner = ownerOf(use, { byPid, root }) ?? known.get(nameOf(use));
    if (owner === undefined) continue;
    owners.set(use.pid, owner);
    known.set(nameOf(use), owner);
  }
  return owners;
}

interface Tree {
  readonly byPid: ReadonlyMap<number, ProcessUse>;
  readonly root: number;
}

/** A plugin that Meltano just made still has Meltano's command line: what is told from above holds for one look only. */
function ownerOf(use: ProcessUse, { byPid, root }: Tree): Owner | undefined {
  const passed = new Set<number>();
  for (let at: ProcessUse | undefined = use; at !== undefined; at = byPid.get(at.parent)) {
    if (at.pid === root) return meltano;
    const plugin = pluginOf(at.commandLine);
    if (plugin !== null) return plugin;
    if (passed.has(at.pid)) return undefined;
    passed.add(at.pid);
  }
  return undefined;
}

function pluginOf(commandLine: string): Owner | null {
  const found = pluginOfCommandLine(commandLine);
  if (found !== null) return { name: found.plugin, role: found.role };
  const command = /\/\.meltano\/(?:utilities|transformers|orchestrators)\/([^/\0]+)\/venv\//.exec(
    commandLine,
  );
  return command?.[1] === undefined ? null : { name: command[1], role: "other" };
}
