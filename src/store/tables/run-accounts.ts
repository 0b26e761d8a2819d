/** What is told of a run as a whole: under what it ran, what its plugins took from the machine, and why it failed. */
export interface RunAccountTables {
  run_dossiers: RunDossierRow;
  run_contexts: RunContextRow;
  plugin_resources: PluginResourcesRow;
}

export interface RunDossierRow {
  run_id: string;
  /** JSON. */
  dossier: string;
}

export interface RunContextRow {
  run_id: string;
  /** JSON. */
  context: string;
}

export interface PluginResourcesRow {
  run_id: string;
  name: string;
  /** JSON. */
  resources: string;
}
