/** How the two databases spell the column types and table endings that they don't share. */
export interface ColumnTypes {
  readonly text: string;
  readonly integer: string;
  readonly real: string;
  readonly bytes: string;
  /** A primary key that counts up by itself and never gives a number twice. */
  readonly sequence: string;
  /** Ends a table that is kept sorted by its primary key where the database can do that. */
  readonly clustered: string;
}

/** One numbered step forward of the store's tables. A released one is never edited again. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: (types: ColumnTypes) => readonly string[];
}
