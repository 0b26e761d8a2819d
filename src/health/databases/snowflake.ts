import type { SettingsOf } from "../settings.ts";
import type { Connection } from "./connection.ts";
import { driver, type Load, type Rows, valuesOf } from "./driver.ts";

type Callback<Value> = (error: Error | undefined, statement: unknown, value?: Value) => void;

interface Snowflake {
  createConnection(options: object): {
    connect(done: (error: Error | undefined) => void): void;
    execute(options: { sqlText: string; complete: Callback<Rows> }): void;
    destroy(done: (error: Error | undefined) => void): void;
  };
}

export async function openSnowflake(
  settings: SettingsOf<"snowflake">,
  _: AbortSignal,
  load: Load,
): Promise<Connection> {
  const snowflake = await driver<Snowflake>(load, "snowflake-sdk");
  const { account, user: username, password, database, warehouse, role } = settings;
  const connection = snowflake.createConnection({ account, username, password, database, warehouse, role });
  await settled<void>((done) => connection.connect((error) => done(error, undefined)));
  return {
    query: async (sqlText) => {
      const rows = await settled<Rows>((done) =>
        connection.execute({ sqlText, complete: (error, _statement, found) => done(error, found ?? []) }),
      );
      return valuesOf(rows);
    },
    close: () => settled<void>((done) => connection.destroy((error) => done(error, undefined))),
  };
}

function settled<Value>(
  start: (done: (error: Error | undefined, value: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}
