import type { PluginResources } from "../../model/plugin-resources.ts";
import { type Owner, ownersOf } from "./owner.ts";
import { PluginAccount } from "./plugin-account.ts";
import type { ProcessUse } from "./process-use.ts";

/** What the plugins of a run take from the machine, look by look, over all its attempts. */
export interface ResourceWatch {
  /** Takes in the living processes below Meltano, whose pid is `root`. */
  look(uses: readonly ProcessUse[], now: { readonly root: number; readonly at: number }): void;
  /** As of the last look; a plugin that no look saw is not there. */
  list(): PluginResources[];
}

export function createResourceWatch(): ResourceWatch {
  const accounts = new Map<string, PluginAccount>();
  const known = new Map<string, Owner>();
  const accountOf = (owner: Owner): PluginAccount => {
    const account = accounts.get(owner.name) ?? new PluginAccount(owner);
    accounts.set(owner.name, account);
    return account;
  };
  return {
    look: (uses, { root, at }) => {
      const owners = ownersOf(uses, root, known);
      for (const owner of owners.values()) accountOf(owner);
      for (const account of accounts.values())
        account.look(
          uses.filter((use) => owners.get(use.pid)?.name === account.name),
          { root, at },
        );
    },
    list: () => [...accounts.values()].map((account) => account.resources()),
  };
}
