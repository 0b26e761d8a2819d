import type { Signature } from "../signature.ts";

/** A number of SQL Server as pymssql writes it, `(208, b'…`, and ODBC, `…[SQL Server]… (208) (SQLExecDirectW)`. */
const number = (codes: string): RegExp =>
  new RegExp(
    `\\((?:${codes}), b['"]|\\[SQL Server\\].* \\((?:${codes})\\)|(?:pytds|SqlException|Msg|Error:?) \\(?(?:${codes})\\b(?=.*(?:Level|Severity|State))`,
  );

const or = (codes: string, words: RegExp): RegExp => new RegExp(`${number(codes).source}|${words.source}`);

/** Microsoft SQL Server and Azure SQL, through pymssql, pyodbc and pytds. */
export const sqlServer: readonly Signature[] = [
  {
    id: "mssql.login",
    category: "auth",
    says: or(
      "18456|18452|1845\\d|1846\\d|1847\\d|1848[78]|4064|40615|40914|916|229|230|262|297|300|378|15\\d{3}",
      /Login failed for user|Login failed\. The login is from|\b229\b.*permission was denied|permission was denied on the (?:object|column|database)/,
    ),
    cause: "SQL Server did not accept the user, or does not let it do this",
    advice: ["Check user, password, permissions and the server's firewall."],
    weight: "precise",
    example: `pymssql.exceptions.OperationalError: (18456, b"Login failed for user 'etl'.DB-Lib error message 20018")`,
  },
  {
    id: "mssql.database",
    category: "config",
    says: or(
      "4060|208|911|2812|3906|3908|2760|4701|18401|22\\d{3}|313",
      /Cannot open database "|Invalid object name '/,
    ),
    cause: "the database, schema or table is not there, not for this user, or can only be read",
    advice: ["Check the names in the plugin's settings."],
    weight: "precise",
    example:
      "pymssql.exceptions.OperationalError: (4060, b'Cannot open database \"nope\" requested by the login.')",
  },
  {
    id: "mssql.column",
    category: "schema",
    says: or(
      "207|213|264|2705|2714|4902|4922|4924|4928|1701|1702|206|529|109|110|120|121",
      /Invalid column name '/,
    ),
    cause: "the table's columns are not what the plugin expects",
    advice: ["Compare the table with the stream's schema: `pitchpipe runs show latest` tells what changed."],
    weight: "precise",
    example: `pyodbc.ProgrammingError: ('42S22', "[42S22] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]Invalid column name 'colour'. (207) (SQLExecDirectW)")`,
  },
  {
    id: "mssql.data",
    category: "data",
    says: or(
      "515|547|2601|2627|8152|2628|8114|8115|8134|245|24[1-4]|220|232|295|296|236|9420|94\\d\\d|511|1934|8169|8023|4819|486\\d|487\\d",
      /String or binary data would be truncated|Cannot insert the value NULL into column|Violation of (?:PRIMARY|UNIQUE) KEY constraint|Error converting data type|Conversion failed when converting/,
    ),
    cause: "a row does not fit the target's table",
    advice: ["Find the rows: pitchpipe can check them before the load and quarantine them."],
    weight: "precise",
    example: `pymssql.exceptions.IntegrityError: (2627, b"Violation of PRIMARY KEY constraint 'PK_orders'. Cannot insert duplicate key in object 'dbo.orders'.DB-Lib error message 20018, severity 14")`,
  },
  {
    id: "mssql.lock",
    category: "lock",
    says: or(
      "120[45]|1222|3960|3961|3952|5061|5070",
      /deadlock victim|Lock request time out period exceeded/,
    ),
    cause: "somebody else held the rows or the table",
    advice: ["Run it again when they are done."],
    weight: "precise",
    example:
      "Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen as the deadlock victim.",
  },
  {
    id: "mssql.limit",
    category: "rate_limit",
    says: number("10928|10929|10936|40501|40544|49918|4991[89]|49920|17809|17810|40549|4055[0-3]"),
    cause: "SQL Server says that too much was asked of it",
    advice: ["Wait, then run it again; run fewer things at once."],
    weight: "precise",
    example:
      "pymssql.exceptions.OperationalError: (10928, b'Resource ID : 1. The request limit for the database is 30 and has been reached.')",
  },
  {
    id: "mssql.space",
    category: "disk",
    says: number("110[15]|9002|1121|823|824|825|5149|3257|3049"),
    cause: "a file of SQL Server is full or damaged",
    advice: ["Free or extend the data or log file; a full log needs a log backup."],
    weight: "precise",
    example:
      "pymssql.exceptions.OperationalError: (9002, b\"The transaction log for database 'shop' is full due to 'LOG_BACKUP'.\")",
  },
  {
    id: "mssql.memory",
    category: "memory",
    says: number("701|802|8645|8651|8657|41805"),
    cause: "SQL Server ran out of memory",
    advice: ["Make the batches smaller, or give SQL Server more memory."],
    weight: "precise",
    example:
      "pymssql.exceptions.OperationalError: (701, b\"There is insufficient system memory in resource pool 'default' to run this query.\")",
  },
  {
    id: "mssql.timeout",
    category: "timeout",
    says: or("20003|20047", /Query timeout expired|Login timeout expired|SQLServer.*timed out/),
    cause: "SQL Server did not answer in time",
    advice: ["Raise the plugin's timeout, or take less at once."],
    weight: "precise",
    example:
      "pymssql.exceptions.OperationalError: (20003, b'DB-Lib error message 20003, severity 6:\\nAdaptive Server connection timed out (127.0.0.1:1433)\\n')",
  },
  {
    id: "mssql.network",
    category: "network",
    says: or(
      "20002|2000[4-9]|20017|233|4061[3]|40197|4214[68]|6005|1791\\d|121|10053|10054|10060|10061|26|53|2|64",
      /(?:Adaptive|TDS) [Ss]erver (?:is unavailable|connection failed)|Unexpected EOF from the server|DBPROCESS is dead/,
    ),
    cause: "SQL Server does not answer, or cut the connection",
    advice: ["Check that the server is up and reachable from this host, and that host and port are right."],
    weight: "precise",
    example:
      "pymssql.exceptions.OperationalError: (20002, b'DB-Lib error message 20002, severity 9:\\nAdaptive Server connection failed (127.0.0.1)\\n')",
  },
  {
    id: "mssql.statement",
    category: "bug",
    says: number("10[2-57]|156|170|195|201|319|4104|8120|8144|2809|1033"),
    cause: "the plugin sent SQL that SQL Server doesn't understand",
    advice: ["Update the plugin; report it with the line above to whoever keeps it."],
    weight: "precise",
    example:
      "pymssql.exceptions.ProgrammingError: (102, b\"Incorrect syntax near 'FORM'.DB-Lib error message 20018, severity 15\")",
  },
];
