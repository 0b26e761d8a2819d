import type { Signature } from "../signature.ts";

/** An error number of MySQL or MariaDB as its drivers write it: `(1045, …`, `1045 (28000)`, `ERROR 1045`, `[1045]`. */
const number = (codes: string): RegExp =>
  new RegExp(
    `(?:mysql|MySQL|pymysql|MariaDB|mariadb|aiomysql|MySQLdb).*?(?:\\(|: |\\[|ERROR )(?:${codes})\\b|(?:^|[( ])\\(?(?=\\d{4})(?:${codes})(?:, ["']| \\([0-9A-Z]{5}\\))`,
  );

/** MySQL and MariaDB, through pymysql, mysqlclient and mysql-connector-python. */
export const mysql: readonly Signature[] = [
  {
    id: "mysql.password",
    category: "auth",
    says: new RegExp(
      `${number("1045|1129|1130|1131|1133|1251|1524|1698|1862|2049|2059|2061|3118|3159|3955|1820|4151").source}|Access denied for user '[^']*'@'[^']*'(?! to database)|is not allowed to connect to this (?:MySQL|MariaDB) server|Authentication plugin .* cannot be loaded`,
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
      `${number("1044|1095|1142|1143|1227|1370|1410|1419|1370|3530").source}|command denied to user|Access denied for user .* to database`,
    ),
    cause: "the database does not let the user do this",
    advice: ["Grant the right to the plugin's database user."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1142, "SELECT command denied to user 'etl'@'127.0.0.1' for table \`shop\`.\`orders\`")`,
  },
  {
    id: "mysql.no_database_or_table",
    category: "config",
    says: new RegExp(
      `${number("1046|1049|1109|1146|1051|1148|1193|1231|1273|1286|1295|1305|3948|1210").source}|Unknown database '|Table '[^']*' doesn't exist`,
    ),
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
      `${number("1015|1099|1100|1192|1205|1206|1213|1614|3058|3572|4203").source}|Lock wait timeout exceeded|Deadlock found when trying to get lock`,
    ),
    cause: "somebody else held the rows or the table",
    advice: ["Look who holds it: SHOW ENGINE INNODB STATUS.", "Run it again when they are done."],
    weight: "precise",
    example: "pymysql.err.OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')",
  },
  {
    id: "mysql.disk_full",
    category: "disk",
    says: new RegExp(
      `${number("1114|1020(?=.*disk)|1021|1030|1034|1194|1195|3|28|126|127|144|145|1878").source}|The table '[^']*' is full`,
    ),
    cause: "the database has no room left",
    advice: ["Free space for the database, or extend it."],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1114, "The table 'orders' is full")`,
  },
  {
    id: "mysql.constraint_or_value",
    category: "data",
    says: new RegExp(
      `${number("1048|1062|1153|1169|1216|1217|1263|1264|1265|1292|1300|1364|1365|1366|1367|1406|1411|1416|1441|1451|1452|1525|1526|1557|1586|1690|1761|1762|1859|3140|3141|3157|3819|4025|22\\d{3}").source}|Duplicate entry '|Data too long for column|Out of range value for column|Incorrect (?:integer|datetime|string|decimal|date|double) value|Column '[^']*' cannot be null`,
    ),
    cause: "a row does not fit the target's table",
    advice: ["Find the rows: pitchpipe can check them before the load and quarantine them."],
    weight: "precise",
    example: `pymysql.err.DataError: (1406, "Data too long for column 'name' at row 1")`,
  },
  {
    id: "mysql.column",
    category: "schema",
    says: new RegExp(
      `${number("1050|1052|1054|1058|1060|1059|1061|1063|1070|1071|1072|1074|1091|1117|1118|1136|1166|1171|1353").source}|Unknown column '`,
    ),
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
      `${number("1220|1236|1569|1594|1595|1785|1789").source}|Could not find first log file name in binary log|purged binary logs`,
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
    says: new RegExp(
      `${number("1055|1064|1065|1111|1115|1149|1222|1235|1241|1242|1248|1267|1390|1461|1582|1583").source}|You have an error in your SQL syntax`,
    ),
    cause: "the plugin sent SQL that the database doesn't understand",
    advice: ["Update the plugin; report it with the line above to whoever keeps it."],
    weight: "precise",
    example: `pymysql.err.ProgrammingError: (1064, "You have an error in your SQL syntax; check the manual")`,
  },
  {
    id: "mysql.limit",
    category: "rate_limit",
    says: new RegExp(
      `${number("1040|1203|1226|1161").source}|has exceeded the '\\w+' resource|already has more than 'max_user_connections'`,
    ),
    cause: "the user or the server has no connection or query left",
    advice: [
      "Run fewer things at once, or raise the limit: SHOW GRANTS tells the user's, max_connections is the server's.",
    ],
    weight: "precise",
    example: `pymysql.err.OperationalError: (1226, "User 'lim' has exceeded the 'max_queries_per_hour' resource (current value: 2)")`,
  },
  {
    id: "mysql.time",
    category: "timeout",
    says: new RegExp(
      `${number("1317(?=.*time)|1907|1969|3024|4031|1159").source}|\\(20(?:03|13), .*timed out`,
    ),
    cause: "the database did not answer in time, or stopped a query that took longer than its limit",
    advice: ["Raise the timeout of the plugin or of its database user; take less at once."],
    weight: "precise",
    example:
      "pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query (timed out)')",
  },
  {
    id: "mysql.encryption",
    category: "tls",
    says: new RegExp(
      `${number("2026|3159").source}|SSL connection error|system error: .*\\[SSL|SSL is required`,
    ),
    cause: "the encrypted connection could not be made",
    advice: ["Check the plugin's SSL settings and the server's certificate."],
    weight: "precise",
    example:
      "mysql.connector.errors.InterfaceError: 2055: Lost connection to MySQL server at '127.0.0.1:13306', system error: Errno 1: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
  },
  {
    id: "mysql.connection",
    category: "network",
    says: number("1053|1077|1079|1080|1152|1158|1160|1184|1189|1190|1927|2001|2002|2003|2006|2012|2013|2055"),
    cause: "the database does not answer, or cut the connection",
    advice: ["Check that the server is up and reachable from this host, and that host and port are right."],
    // Of a host that can't be found or that is refused another entry says more.
    weight: "usual",
    example: `pymysql.err.OperationalError: (2006, "MySQL server has gone away (SSLEOFError(8, 'EOF occurred in violation of protocol (_ssl.c:2427)'))")`,
  },
];
