import type { Migration } from "./migration.ts";

/** What each plugin of a run took from the machine. */
export const pluginResources: Migration = {
  number: 14,
  name: "plugin_resources",
  statements: ({ text }) => [
    `create table plugin_resources (
      run_id ${text} not null, name ${text} not null, resources ${text} not null, primary key (run_id, name))`,
  ],
};
