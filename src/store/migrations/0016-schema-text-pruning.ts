import type { Migration } from "./migration.ts";

/** So that the text of a SCHEMA can go with the last run that had it; until here all were kept. */
export const schemaTextPruning: Migration = {
  number: 16,
  name: "schema_text_pruning",
  statements: () => [
    "create index stream_schemas_by_hash on stream_schemas (hash)",
    "delete from schema_texts where hash not in (select hash from stream_schemas where hash is not null)",
  ],
};
