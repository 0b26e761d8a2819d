import type { FailureCategory } from "../../model/dossier.ts";
import type { Signature } from "../signature.ts";

/**
 * A state of the SQL standard as drivers write it: `SQLSTATE 22012`, `[22012]`, `('22012', '[22012] …`, `1040 (08004)`,
 * `'C': '22012'`; and the classes that PostgreSQL's drivers name after it.
 */
function state(codes: string, names = "(?!)"): RegExp {
  return new RegExp(
    `(?:[Ss][Qq][Ll][Ss][Tt][Aa][Tt][Ee]["']?[ :=(\\["']{0,4}|'C': '|\\('|^\\[|\\b\\d{4,6} \\(|[ '"]\\[)(?:${codes})(?=$|[\\])'":;,. ])|(?:psycopg2?\\.errors|asyncpg\\.exceptions)\\.(?:${names})(?:Error)?\\b`,
  );
}

const rows = "Find the rows: pitchpipe can check them before the load and quarantine them.";
const compare =
  "Compare the table with the stream's schema: `pitchpipe runs show latest` tells what changed.";

/** What databases say by the codes of the SQL standard, for what no family of their own names. */
export const sqlState: readonly Signature[] = [
  entry(
    "data",
    state(
      "22(?!023)\\w{3}|23\\w{3}|21000|44000",
      "\\w*Violation|DataException|DivisionByZero|Null\\w+|\\w*(?:Datetime|Interval|Xml|Json|JSON|Binary|TextRep|Escape|Character|String|Substring|Array|FloatingPoint|LimitValue|RowCount)\\w*|DataCorrupted|SequenceGeneratorLimitExceeded|ProgramLimitExceeded|StatementTooComplex|MostSpecificTypeMismatch",
    ),
    "the database can't take or compute a value",
    [rows],
    "psycopg2.errors.DivisionByZero: division by zero",
  ),
  entry(
    "auth",
    state("28\\w{3}|42501|0L\\w{3}|0P\\w{3}", "Invalid(?:Authorization\\w*|Password|Grant\\w*|Role\\w*)"),
    "the database did not accept the user, or does not let it do this",
    ["Check user and password, and what the user may do."],
    "pg8000.exceptions.DatabaseError: {'S': 'FATAL', 'V': 'FATAL', 'C': '28000', 'M': 'no entry'}",
  ),
  entry(
    "lock",
    state("40001|40P01|40\\w{3}|55P03|55006", "TransactionRollback|ObjectInUse|StatementCompletionUnknown"),
    "somebody else held what it needed, or changed it meanwhile",
    ["Run it again when they are done, or at another time than they."],
    "sqlalchemy.exc.OperationalError: (pg8000.exceptions.DatabaseError) {'S': 'ERROR', 'C': '40P01', 'M': 'deadlock detected'}",
  ),
  entry(
    "timeout",
    state("57014|HYT0[01]|25P03|25P04|57P05", "IdleSessionTimeout|TransactionTimeout|IdleInTransaction\\w*"),
    "the database stopped something that took longer than its limit",
    [
      "Raise the timeout of the plugin's database user.",
      "Take less at once: fewer columns, a later start date.",
    ],
    "pyodbc.OperationalError: ('HYT00', '[HYT00] [Microsoft][ODBC Driver 18 for SQL Server]Login timeout expired (0) (SQLDriverConnect)')",
  ),
  entry(
    "config",
    state(
      "3D000|3F000|42S02|42P01|42704|42710|IM00[12]|25006|22023|0A\\w{3}|55000|F0\\w{3}|58P01",
      "FeatureNotSupported|ObjectNotInPrerequisiteState|UndefinedObject|DuplicateObject|Duplicate(?:Schema|Database)|ConfigFile|CantChangeRuntimeParam|InvalidParameterValue|UndefinedFile|Fdw\\w+|ConfigurationLimitExceeded",
    ),
    "something that is named is not there on the database, or not possible as it is set up",
    [
      "Check database, schema, table and driver names in the plugin's settings, and the server's own settings.",
    ],
    "pyodbc.InterfaceError: ('IM002', '[IM002] [unixODBC][Driver Manager]Data source name not found and no default driver specified (0) (SQLDriverConnect)')",
  ),
  entry(
    "schema",
    state(
      "42703|42S22|42S01|42701|42804|42611|21S01|42P07|42P16|54011|2BP01|42846",
      "CannotCoerce|Invalid(?:Table|Column|Object)Definition|Ambiguous(?:Column|Alias)|InvalidColumnReference|InvalidForeignKey|GeneratedAlways|ReservedName|InvalidName",
    ),
    "the table's columns are not what the plugin expects",
    [compare],
    "pg8000.exceptions.DatabaseError: {'S': 'ERROR', 'V': 'ERROR', 'C': '42703', 'M': 'column \"colour\" does not exist'}",
  ),
  entry(
    "rate_limit",
    state("53300|08004", "TooManyConnections"),
    "the database has no connection left",
    ["Run fewer things at once, or raise the server's limit of connections."],
    "asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already",
  ),
  entry(
    "disk",
    state("53100|58030|XX00[12]", "DiskFull|IoError|IndexCorrupted"),
    "the database's disk is full or damaged",
    ["Look at the database's disk and at its log."],
    "pg8000.exceptions.DatabaseError: {'S': 'ERROR', 'V': 'ERROR', 'C': '53100', 'M': 'could not extend file'}",
  ),
  entry(
    "memory",
    state("53200", "OutOfMemory"),
    "the database ran out of memory",
    ["Make the batches smaller, or give the database more memory."],
    "pg8000.exceptions.DatabaseError: {'S': 'ERROR', 'V': 'ERROR', 'C': '53200', 'M': 'out of shared memory'}",
  ),
  {
    ...entry(
      "network",
      state(
        "08\\w{3}|57P0[1-4]",
        "\\w*Connection\\w*|ProtocolViolation|AdminShutdown|CrashShutdown|CannotConnectNow|DatabaseDropped|Sqlclient\\w+",
      ),
      "the connection to the database failed or was cut",
      ["Check that the database is up and reachable from this host; then run it again."],
      "asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation",
    ),
    weight: "usual",
  },
  {
    ...entry(
      "bug",
      state(
        "42000|42601|42883|07\\w{3}|24000|26000|34000|25\\w{3}|XX000|P0\\w{3}|38\\w{3}|39\\w{3}",
        "\\w*(?:Statement|Cursor|Transaction|Savepoint)\\w*|Ambiguous\\w+|GroupingError|WindowingError|Undefined(?:Function|Parameter)|Indeterminate\\w+|InternalError_?|RaiseException|PlpgsqlError|CardinalityViolation",
      ),
      "the plugin sent something that the database doesn't understand",
      ["Update the plugin; report it with the line above to whoever keeps it."],
      "psycopg2.errors.IndeterminateDatatype: could not determine data type of parameter $1",
    ),
    weight: "usual",
  },
  {
    ...entry(
      "data",
      /^(?:\w+\.)*(?:DataError|IntegrityError)\b|\((?:\w+\.)+(?:DataError|IntegrityError)\)/,
      "the database does not take a value",
      [rows],
      "asyncpg.exceptions.DataError: invalid input for query argument $2: 'nope'",
    ),
    id: "dbapi.data",
    weight: "usual",
  },
  {
    ...entry(
      "bug",
      /^(?:\w+\.)*(?:ProgrammingError|NotSupportedError|InternalError)\b|\((?:\w+\.)+(?:ProgrammingError|NotSupportedError|InternalError)\)/,
      "the plugin sent something that the database does not understand",
      ["Update the plugin; report it with the line above to whoever keeps it."],
      "sqlite3.ProgrammingError: Cannot operate on a closed database.",
    ),
    id: "dbapi.bug",
    weight: "vague",
  },
  {
    ...entry(
      "network",
      /^(?:\w+\.)*(?:OperationalError|InterfaceError)\b|\((?:\w+\.)+(?:OperationalError|InterfaceError)\)/,
      "the database could not be reached, or did not do it",
      ["Check that the database is up and reachable from this host; then run it again."],
      "psycopg2.InterfaceError: cursor already closed",
    ),
    id: "dbapi.network",
    weight: "vague",
  },
  {
    ...entry(
      "config",
      /sqlalchemy\.exc\.(?:NoSuchTable|NoReferencedTable|Argument|NoForeignKeys)\w*Error/,
      "a table that is named is not there, or the address is none",
      ["Check the address, schema and table names in the plugin's settings, and the selected streams."],
      "sqlalchemy.exc.NoSuchTableError: nothing",
    ),
    id: "sqlalchemy.config",
    weight: "usual",
  },
  {
    ...entry(
      "bug",
      /sqlalchemy\.(?:orm\.)?exc\.(?:ResourceClosed|InvalidRequest|PendingRollback|Compile|UnsupportedCompilation|MultipleResultsFound|NoResultFound|ObjectNotExecutable|UnboundExecution|IllegalStateChange|Unmapped\w*|DetachedInstance)\w*/,
      "the plugin used the database's library in a way that it does not allow",
      ["Update the plugin; report it with the line above to whoever keeps it."],
      "sqlalchemy.exc.ResourceClosedError: This result object is closed.",
    ),
    id: "sqlalchemy.bug",
    weight: "general",
  },
];

function entry(
  category: FailureCategory,
  says: RegExp,
  cause: string,
  advice: readonly string[],
  example: string,
): Signature {
  return { id: `sqlstate.${category}`, category, says, cause, advice, weight: "precise", example };
}
