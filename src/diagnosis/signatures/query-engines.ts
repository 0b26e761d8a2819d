import type { FailureCategory } from "../../model/dossier.ts";
import type { Signature } from "../signature.ts";

/** A number or a name of ClickHouse: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`. */
const clickhouse = (codes: string, names: string): RegExp =>
  new RegExp(
    `\\b[Cc]ode: (?:${codes})\\b(?=.*(?:DB::|Exception|clickhouse))|Code: (?:${codes})\\.|\\((?:${names})\\)(?= \\(version|$)`,
  );

/** A name that Trino, Presto, Databricks or Spark give an error. */
const named = (names: string): RegExp => new RegExp(`\\bname=(?:${names})\\b|\\[(?:${names})(?:\\.\\w+)*\\]`);

function both(codes: string, names: string, others: string): RegExp {
  return new RegExp(`${clickhouse(codes, names).source}|${named(others).source}`);
}

/** ClickHouse, Trino, Presto, Databricks, Spark. */
export const queryEngines: readonly Signature[] = [
  entry(
    "auth",
    both(
      "19[2-5]|492|497|516|291|620|720",
      "AUTHENTICATION_FAILED|ACCESS_DENIED|WRONG_PASSWORD|REQUIRED_PASSWORD|UNKNOWN_USER|IP_ADDRESS_NOT_ALLOWED|NOT_ENOUGH_PRIVILEGES|DATABASE_ACCESS_DENIED",
      "PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS|UNAUTHORIZED_ACCESS|INSUFFICIENT_PRIVILEGES",
    ),
    "the database did not accept the user, or does not let it do this",
    "Check user and password, and what the user may do.",
    "clickhouse_connect.driver.exceptions.DatabaseError: Code: 516. DB::Exception: etl: Authentication failed. (AUTHENTICATION_FAILED) (version 24.3.1.2672 (official build))",
  ),
  entry(
    "config",
    both(
      "60|81|36|57|82|164|170|115|46|48|344|218|392|218",
      "UNKNOWN_TABLE|UNKNOWN_DATABASE|TABLE_ALREADY_EXISTS|DATABASE_ALREADY_EXISTS|READONLY|UNKNOWN_SETTING|UNKNOWN_FUNCTION|NOT_IMPLEMENTED|SUPPORT_IS_DISABLED|BAD_ARGUMENTS|TABLE_IS_READ_ONLY|TABLE_IS_DROPPED|CLUSTER_DOESNT_EXIST",
      "TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|TABLE_OR_VIEW_NOT_FOUND|NO_SUCH_CATALOG\\w*|CATALOG_NOT_AVAILABLE|MISSING_(?:SCHEMA|CATALOG)_NAME|(?:NOT_SUPPORTED|FEATURE_NOT_ENABLED|UNSUPPORTED_FEATURE)|TABLE_OR_VIEW_ALREADY_EXISTS|PATH_NOT_FOUND|INVALID_SESSION_PROPERTY",
    ),
    "the database, schema or table is not there, or not to be used so",
    "Check catalog, database, schema and table names in the plugin's settings.",
    "trino.exceptions.TrinoUserError: TrinoUserError(type=USER_ERROR, name=TABLE_NOT_FOUND, message=\"line 1:15: Table 'hive.shop.orders' does not exist\", query_id=20261121_1)",
  ),
  entry(
    "schema",
    both(
      "8|10|15|16|20|44|47|122|524|53",
      "NO_SUCH_COLUMN_IN_TABLE|THERE_IS_NO_COLUMN|UNKNOWN_IDENTIFIER|NOT_FOUND_COLUMN_IN_BLOCK|NUMBER_OF_COLUMNS_DOESNT_MATCH|DUPLICATE_COLUMN|ILLEGAL_COLUMN|INCOMPATIBLE_COLUMNS|TYPE_MISMATCH",
      "COLUMN_NOT_FOUND|UNRESOLVED_COLUMN|UNRESOLVED_FIELD|MISMATCHED_COLUMN_ALIASES|TYPE_MISMATCH|DATATYPE_MISMATCH|DELTA_(?:FAILED_TO_MERGE_FIELDS|METADATA_MISMATCH|SCHEMA\\w*)|INCOMPATIBLE_DATA_FOR_TABLE|INSERT_COLUMN_ARITY_MISMATCH|FIELD_NOT_FOUND",
    ),
    "the table's columns are not what the plugin expects",
    "Compare the table with the stream's schema: `pitchpipe runs show latest` tells what changed.",
    "databricks.sql.exc.ServerOperationError: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `colour` cannot be resolved.",
  ),
  entry(
    "data",
    both(
      "6|26|27|32|33|38|41|50|69|70|72|117|130|131|321|349|407|469|131|675",
      "CANNOT_PARSE\\w+|CANNOT_CONVERT_TYPE|CANNOT_READ_ALL_DATA|INCORRECT_DATA|CANNOT_INSERT_NULL\\w*|DECIMAL_OVERFLOW|VALUE_IS_OUT_OF_RANGE\\w*|VIOLATED_CONSTRAINT|TOO_LARGE_STRING_SIZE|ARGUMENT_OUT_OF_BOUND|UNKNOWN_TYPE",
      "INVALID_CAST_ARGUMENT|NUMERIC_VALUE_OUT_OF_RANGE|DIVISION_BY_ZERO|DIVIDE_BY_ZERO|CAST_\\w+|ARITHMETIC_OVERFLOW|DELTA_\\w*CONSTRAINT\\w*|NOT_NULL_CONSTRAINT_VIOLATION|CONSTRAINT_VIOLATION|MALFORMED_RECORD\\w*|CANNOT_PARSE\\w*|FAILED_READ_FILE|HIVE_BAD_DATA|INVALID_FUNCTION_ARGUMENT",
    ),
    "a value does not fit the column it goes to",
    "Find the rows: pitchpipe can check them before the load and quarantine them.",
    "clickhouse_driver.errors.ServerException: Code: 27. DB::Exception: Cannot parse input: expected ',' before: 'abc'",
  ),
  entry(
    "memory",
    both(
      "241|173",
      "MEMORY_LIMIT_EXCEEDED|CANNOT_ALLOCATE_MEMORY",
      "EXCEEDED_(?:\\w+_)?MEMORY_LIMIT|CLUSTER_OUT_OF_MEMORY",
    ),
    "the query needed more memory than it may take",
    "Take less at once, or raise max_memory_usage.",
    "clickhouse_driver.errors.ServerException: Code: 241. DB::Exception: Memory limit (total) exceeded",
  ),
  entry(
    "disk",
    both(
      "243|74|75|76|228",
      "NOT_ENOUGH_SPACE|CANNOT_WRITE_TO_FILE\\w*",
      "EXCEEDED_SPILL_LIMIT|EXCEEDED_LOCAL_DISK\\w*",
    ),
    "the database's disk is full, or can't be written",
    "Free space on the database's disk, or extend it.",
    "clickhouse_driver.errors.ServerException: Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)",
  ),
  entry(
    "rate_limit",
    both(
      "201|202|252|158|396",
      "QUOTA_EXCEEDED|TOO_MANY_SIMULTANEOUS_QUERIES|TOO_MANY_PARTS|TOO_MANY_ROWS",
      "QUERY_QUEUE_FULL|TOO_MANY_REQUESTS_FAILED|REQUEST_LIMIT_EXCEEDED|QUOTA_EXCEEDED",
    ),
    "the database says that too much was asked of it",
    "Wait, then run it again; fewer queries at once, and bigger batches.",
    "clickhouse_driver.errors.ServerException: Code: 202. DB::Exception: Too many simultaneous queries. Maximum: 100.",
  ),
  entry(
    "timeout",
    both(
      "159|209|160|394",
      "TIMEOUT_EXCEEDED|SOCKET_TIMEOUT|TOO_SLOW|QUERY_WAS_CANCELLED",
      "EXCEEDED_TIME_LIMIT|EXCEEDED_CPU_LIMIT|ABANDONED_QUERY|QUERY_TIMEOUT|USER_CANCELED|OPERATION_TIMED_OUT|ABANDONED_TASK",
    ),
    "the query took longer than its limit",
    "Raise the limit, or take less at once.",
    "clickhouse_driver.errors.ServerException: Code: 159. DB::Exception: Timeout exceeded: elapsed 60.0 seconds, maximum: 60",
  ),
  entry(
    "lock",
    both(
      "473|341|517|571",
      "DEADLOCK_AVOIDED|UNFINISHED",
      "DELTA_CONCURRENT_\\w+|TRANSACTION_CONFLICT|CONCURRENT_\\w+",
    ),
    "somebody else changed the table meanwhile",
    "Run it again when they are done.",
    "databricks.sql.exc.ServerOperationError: [DELTA_CONCURRENT_APPEND] ConcurrentAppendException: Files were added by a concurrent update.",
  ),
  {
    ...entry(
      "network",
      both(
        "210|3|99|100|101|102|198|225|279|999",
        "NETWORK_ERROR|ALL_CONNECTION_TRIES_FAILED|UNEXPECTED_PACKET\\w*|NO_ZOOKEEPER|KEEPER_EXCEPTION|DNS_ERROR",
        "NO_NODES_AVAILABLE|PAGE_TRANSPORT_ERROR|REMOTE_HOST_GONE|SERVER_STARTING_UP|SERVER_SHUTTING_DOWN|TEMPORARILY_UNAVAILABLE|CLUSTER_NOT_READY\\w*",
      ),
      "the database does not answer, or is not whole",
      "Check that it is up and reachable from this host; then run it again.",
      "clickhouse_driver.errors.NetworkError: Code: 210. Connection failed (127.0.0.1:9000)",
    ),
    weight: "usual",
  },
  entry(
    "bug",
    both(
      "62|42|1|184|215|386|43",
      "SYNTAX_ERROR|NUMBER_OF_ARGUMENTS_DOESNT_MATCH|LOGICAL_ERROR|NO_COMMON_TYPE|ILLEGAL_TYPE_OF_ARGUMENT|NOT_AN_AGGREGATE|ILLEGAL_AGGREGATION",
      "SYNTAX_ERROR|PARSE_SYNTAX_ERROR|FUNCTION_NOT_FOUND|UNRESOLVED_ROUTINE|INTERNAL_ERROR|GENERIC_INTERNAL_ERROR",
    ),
    "the plugin sent SQL that the database doesn't understand",
    "Update the plugin; report it with the line above to whoever keeps it.",
    "trino.exceptions.TrinoUserError: TrinoUserError(type=USER_ERROR, name=SYNTAX_ERROR, message=\"line 1:1: mismatched input 'SELCT'\", query_id=1)",
  ),
];

function entry(
  category: FailureCategory,
  says: RegExp,
  cause: string,
  advice: string,
  example: string,
): Signature {
  return { id: `engine.${category}`, category, says, cause, advice: [advice], weight: "precise", example };
}
