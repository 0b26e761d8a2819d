/** What is told of a run as a whole: under what it ran, and why it failed. */
export interface RunAccountTables {
  run_dossiers: RunDossierRow;
  run_contexts: RunContextRow;
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
