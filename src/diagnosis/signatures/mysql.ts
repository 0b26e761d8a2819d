import type { Signature } from "../signature.ts";

/** An error number of MySQL or MariaDB as its drivers write it: `(1045, …`, `1045 (28000)`, `ERROR 1045`, `[1045]`. */
const number = (codes: string): RegExp =>
  new RegExp(
    `(?:mysql|MySQL|pymysql|MariaDB|mariadb|aiomysql|MySQLdb).*?(?:\\(|: |\\[|ERROR )(?:${codes})\\b|^\\(?(?:${codes})(?:, ["']| \\()`,
  );

/** MySQL and MariaDB, through pymysql, mysqlclient and mysql-connector-python. */
export const mysql: readonly Signature[] = [
  {
    id: "mysql.password",
    category: "auth",
    says: new RegExp(
      `${number("1045|1130|1698|1862|3118|1820").source}|Access denied for user '[^']*'@'[^']*'(?! to database)|is not allowed to connect to this (?:MySQL|MariaDB) server|Authentication plugin .* cannot be loaded`,
    ),
    cause: "the database did not accept the user or its password",
    advice: ["Check user, password and the host the user may come from."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1045, "Access denied for user 'etl'@'127.0.0.1' (using password: YES)")`,
  },
  {
    id: "mysql.permission",
    category: "auth",
    says: new RegExp(
      `${number("1044|1142|1143|1227|1370|1410").source}|command denied to user|Access denied for user .* to database`,
    ),
    cause: "the database does not let the user do this",
    advice: ["Grant the right to the plugin's database user."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1142, "SELECT command denied to user 'etl'@'127.0.0.1' for table \`shop\`.\`orders\`")`,
  },
  {
    id: "mysql.no_database_or_table",
    category: "config",
    says: new RegExp(`${number("1049|1146|1051").source}|Unknown database '|Table '[^']*' doesn't exist`),
    cause: "the database or table is not there",
    advice: ["Check the database's name in the plugin's settings, and the selected streams."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1049, "Unknown database 'nope'")`,
  },
  {
    id: "mysql.read_only",
    category: "config",
    says: number("1290|1792|1836"),
    cause: "the database can only be read",
    advice: ["Point the plugin at the primary server."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1290, "The MariaDB server is running with the --read-only option so it cannot execute this statement")`,
  },
  {
    id: "mysql.lock",
    category: "lock",
    says: new RegExp(
      `${number("1205|1213|3572").source}|Lock wait timeout exceeded|Deadlock found when trying to get lock`,
    ),
    cause: "somebody else held the rows or the table",
    advice: ["Look who holds it: SHOW ENGINE INNODB STATUS.", "Run it again when they are done."],
    weight: "precise",
    example: "pymysql.err.OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')",
  },
  {
    id: "mysql.disk_full",
    category: "disk",
    says: new RegExp(`${number("1114|1021|3|28").source}|The table '[^']*' is full`),
    cause: "the database has no room left",
    advice: ["Free space for the database, or extend it."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1114, "The table 'orders' is full")`,
  },
  {
    id: "mysql.constraint_or_value",
    category: "data",
    says: new RegExp(
      `${number("1048|1062|1216|1217|1264|1265|1292|1366|1406|1411|1451|1452|3819|4025").source}|Duplicate entry '|Data too long for column|Out of range value for column|Incorrect (?:integer|datetime|string|decimal|date|double) value|Column '[^']*' cannot be null`,
    ),
    cause: "a row does not fit the target's table",
    advice: ["Find the rows: pitchpipe can check them before the load and quarantine them."],
    weight: "precise",
    example: `pymysql.err.DataError: (1406, "Data too long for column 'name' at row 1")`,
  },
  {
    id: "mysql.column",
    category: "schema",
    says: new RegExp(`${number("1054|1136|1091|1060|1059|1071|1074|1117|1118").source}|Unknown column '`),
    cause: "the table's columns are not what the plugin expects",
    advice: [
      "Compare the table with the stream's schema.",
      "Refresh the catalog: run with --refresh-catalog.",
    ],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1054, "Unknown column 'colour' in 'field list'")`,
  },
  {
    id: "mysql.binlog_gone",
    category: "state",
    says: new RegExp(
      `${number("1236").source}|Could not find first log file name in binary log|purged binary logs`,
    ),
    cause: "the place in the database's log where the last run stopped is gone",
    advice: [
      "A full refresh is needed: run with --full-refresh. Keep binary logs longer than the time between runs.",
    ],
    weight: "precise",
    example:
      "pymysql.err.OperationalError: (1236, 'Could not find first log file name in binary log index file')",
  },
  {
    id: "mysql.syntax",
    category: "bug",
    says: new RegExp(`${number("1064").source}|You have an error in your SQL syntax`),
    cause: "the plugin sent SQL that the database doesn't understand",
    advice: ["Update the plugin; report it with the line above to whoever keeps it."],
    weight: "precise",
    example: `pymysql.err.ProgrammingError: (1064, "You have an error in your SQL syntax; check the manual")`,
  },
];
