/** One row, by columns in the order of the query. */
export type Row = readonly unknown[];

/** A connection to a database. */
export interface Connection {
  readonly query: (sql: string) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** A package that a check needs is not installed here. */
export class DriverMissingError extends Error {
  readonly driver: string;

  constructor(driver: string) {
    super(`the package ${driver} is not installed: npm install ${driver}`);
    this.driver = driver;
    this.name = "DriverMissingError";
  }
}
