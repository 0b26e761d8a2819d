import type { SettingsOf } from "../settings.ts";
import type { Connection } from "./connection.ts";
import { driver, type Load, type Rows, valuesOf } from "./driver.ts";

interface Bigquery {
  readonly BigQuery: new (
    options: object,
  ) => {
    query(options: object): Promise<[Rows, ...unknown[]]>;
  };
}

export async function openBigquery(
  settings: SettingsOf<"bigquery">,
  _: AbortSignal,
  load: Load,
): Promise<Connection> {
  const { BigQuery } = await driver<Bigquery>(load, "@google-cloud/bigquery");
  const { project, credentials_path: keyFilename, location } = settings;
  const client = new BigQuery({ projectId: project, keyFilename });
  return {
    query: async (query) => valuesOf((await client.query({ query, location }))[0]),
    close: async () => undefined,
  };
}
