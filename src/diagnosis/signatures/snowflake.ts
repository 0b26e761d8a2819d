import type { Signature } from "../signature.ts";

/** A number of Snowflake with the state behind it: `002003 (42S02)`, or as its drivers tell it: `code: 390422`. */
const number = (codes: string): RegExp =>
  new RegExp(`\\b(?:${codes}) \\(\\w{5}\\)|\\bcode["']?: ["']?(?:${codes})\\b`);

const or = (codes: string, words: RegExp): RegExp => new RegExp(`${number(codes).source}|${words.source}`);

const rows = "Find the rows: pitchpipe can check them before the load and quarantine them.";

/** Snowflake, through its connector, SQLAlchemy and the SDK's target. */
export const snowflake: readonly Signature[] = [
  {
    id: "snowflake.account",
    category: "config",
    says: or(
      "25100[1-8]|290404",
      /Account must be specified|Failed to connect to DB: \S*.*account.*(?:not found|incorrect)|251005|250003.*404|404 Not Found: \w+ \S*login-request/,
    ),
    cause: "an account, user or password is not given, or the account is not known to Snowflake",
    advice: ["Check account, user and password in the plugin's settings; the account is ORGANISATION-NAME."],
    weight: "precise",
    example: "snowflake.connector.errors.ProgrammingError: 251001: 251001: Account must be specified",
  },
  {
    id: "snowflake.login",
    category: "auth",
    says: or(
      "390\\d{3}|394\\d{3}|395\\d{3}|250006|290403",
      /250001 \(08001\): .*(?:Incorrect username|JWT token is invalid|locked|MFA|password|[Rr]ole|SAML|OAuth|expired)|JWT token is invalid|Incorrect username or password was specified/,
    ),
    cause: "Snowflake did not accept the user, its password or its key",
    advice: ["Check user, password or private key; the user may be locked."],
    weight: "precise",
    example:
      "snowflake.connector.errors.DatabaseError: 250001 (08001): Failed to connect to DB: Incorrect username or password was specified.",
  },
  {
    id: "snowflake.not_allowed",
    category: "auth",
    says: /is not allowed to access Snowflake|\b390(?:1\d\d|4\d\d)\b.*[Ll]ogin/,
    cause: "Snowflake does not let this user or address in",
    advice: ["Check user and password, and the network policy that holds for them."],
    weight: "precise",
    example:
      "snowflake.connector.errors.DatabaseError: 390422 (08001): Failed to login: Login error: Incoming request with IP/Token 203.0.113.9 is not allowed to access Snowflake. Contact your account administrator., code: 390422",
  },
  {
    id: "snowflake.permission",
    category: "auth",
    says: or("003001|003041|003013|003540", /SQL access control error|Insufficient privileges to operate on/),
    cause: "Snowflake does not let the role do this",
    advice: ["Grant the right to the plugin's role."],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 003001 (42501): SQL access control error: Insufficient privileges to operate on schema 'PUBLIC'",
  },
  {
    id: "snowflake.object",
    category: "config",
    says: or(
      "002003|002043|000606|090105|090106|253006|001044(?=.*stage)",
      /does not exist or not authorized|No active warehouse selected|does not have a current (?:database|schema)/,
    ),
    cause: "the database, schema, table or warehouse is not there, or not for this role",
    advice: ["Check account, database, schema, warehouse and role in the plugin's settings."],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 002003 (02000): SQL compilation error: Object 'ORDERS' does not exist or not authorized.",
  },
  {
    id: "snowflake.limit",
    category: "rate_limit",
    says: or(
      "090073|000629|100037|000610",
      /exceeded its quota|[Rr]esource monitor .* (?:quota|suspended)|too many queries|Number of waiters .* exceeds/,
    ),
    cause: "Snowflake's limit of credits or of queries at once is used up",
    advice: ["Look at the warehouse's resource monitor, or run fewer things at once."],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 090073 (22000): Warehouse 'LOAD' cannot be resumed because resource monitor 'MONTHLY' has exceeded its quota.",
  },
  {
    id: "snowflake.lock",
    category: "lock",
    says: or("000625|000601", /has locked table|waiters for this lock|Lock wait timeout/),
    cause: "another statement held the table",
    advice: ["Look who holds it: SHOW LOCKS. Run it again when they are done."],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 000625 (57014): Statement '01b2-…' has locked table 'ORDERS' in transaction 17 and this lock has not yet been released.",
  },
  {
    id: "snowflake.timeout",
    category: "timeout",
    says: or(
      "000630|000604|390503",
      /Statement reached its statement or warehouse timeout|SQL execution (?:was )?cancell?ed/,
    ),
    cause: "Snowflake stopped a statement that took longer than its limit",
    advice: ["Raise STATEMENT_TIMEOUT_IN_SECONDS of user or warehouse, or take less at once."],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 000630 (57014): Statement reached its statement or warehouse timeout of 10 second(s) and was canceled.",
  },
  {
    id: "snowflake.column",
    category: "schema",
    says: or(
      "000904|001789|002023|002025|002028|100080|002108|001988",
      /invalid identifier '|Number of columns in file \(\d+\) does not match/,
    ),
    cause: "the table's columns are not what the plugin expects",
    advice: ["Compare the table with the stream's schema: `pitchpipe runs show latest` tells what changed."],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 000904 (42000): SQL compilation error: invalid identifier 'COLOUR'",
  },
  {
    id: "snowflake.data",
    category: "data",
    says: or(
      "100(?:0[1-9]\\d|1\\d\\d|2\\d\\d|3\\d\\d)|002262",
      /is not recognized$|NULL result in a non-nullable column|String '.*' is too long and would be truncated|Error parsing JSON/,
    ),
    cause: "a value does not fit the column it goes to",
    advice: [rows],
    weight: "precise",
    example:
      "snowflake.connector.errors.ProgrammingError: 100038 (22018): Numeric value 'abc' is not recognized",
  },
  {
    id: "snowflake.certificate",
    category: "tls",
    says: or("2540\\d\\d", /OCSP|ocsp response/),
    cause: "the certificate of Snowflake could not be checked",
    advice: ["Let this host reach the OCSP servers on port 80, and check its clock."],
    weight: "precise",
    example:
      "snowflake.connector.errors.OperationalError: 254007: The certificate is revoked or could not be validated via OCSP",
  },
  {
    id: "snowflake.statement",
    category: "bug",
    says: number("001003|001\\d{3}|002\\d{3}|000002|003030"),
    cause: "the plugin sent SQL that Snowflake doesn't understand",
    advice: ["Update the plugin; report it with the line above to whoever keeps it."],
    weight: "usual",
    example:
      "snowflake.connector.errors.ProgrammingError: 001003 (42000): SQL compilation error: syntax error line 1 at position 0",
  },
];
