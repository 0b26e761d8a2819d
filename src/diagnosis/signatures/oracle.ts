import type { Signature } from "../signature.ts";

/** Numbers of Oracle's own errors, also where the thin driver says that its error is like one. */
const ora = (codes: string, dpy = "(?!)"): RegExp =>
  new RegExp(`\\bORA-(?:${codes})\\b|\\bDP[YI]-(?:${dpy})\\b`);

const rows = "Find the rows: pitchpipe can check them before the load and quarantine them.";

/** Oracle, through python-oracledb and cx_Oracle. */
export const oracle: readonly Signature[] = [
  {
    id: "oracle.password",
    category: "auth",
    says: ora("01017|2800[0-9]|01005|01004|01918|28040|01045|2817\\d|46627", "4001|3001|2048"),
    cause: "Oracle did not accept the user or its password; it may be locked or expired",
    advice: [
      "Check user and password, and whether the account is locked: SELECT account_status FROM dba_users.",
    ],
    weight: "precise",
    example: "oracledb.exceptions.DatabaseError: ORA-01017: invalid username/password; logon denied",
  },
  {
    id: "oracle.permission",
    category: "auth",
    says: ora("01031|41900|0099[07]|01720|28365|47\\d{3}"),
    cause: "Oracle does not let the user do this",
    advice: ["Grant the right to the plugin's database user, for example: GRANT SELECT ON … TO …."],
    weight: "precise",
    example: "oracledb.exceptions.DatabaseError: ORA-01031: insufficient privileges",
  },
  {
    id: "oracle.limit",
    category: "rate_limit",
    says: ora("0001[89]|00020|02391|12516|1251[89]|12520|12526"),
    cause: "Oracle has no session or process left for it",
    advice: ["Run fewer things at once, or raise Oracle's `processes` and the profile's sessions_per_user."],
    weight: "precise",
    example:
      "oracledb.exceptions.OperationalError: DPY-6000: Listener refused connection. (Similar to ORA-12516)",
  },
  {
    id: "oracle.tls",
    category: "tls",
    says: ora("28750|2875[0-9]|2876\\d|2878\\d|28859|2886\\d|29024|29106|29002", "6002|6006|2055"),
    cause: "the encrypted connection to Oracle could not be made",
    advice: ["Check the wallet, its certificates and the protocol (TCPS) of the plugin's settings."],
    weight: "precise",
    example: "oracledb.exceptions.OperationalError: ORA-28759: failure to open file",
  },
  {
    id: "oracle.address",
    category: "config",
    says: ora(
      "12154|12504|12505|12514|12521|1252[3458]|12533|00942|04043|01435|02289|01109|16000|01456|0172[79]|12162|12163|65\\d{3}",
      "4000|4026|4027|4018|4022|6001|6003|200[0-9]|20[1-4]\\d",
    ),
    cause: "the service, alias, schema or table is not known there",
    advice: [
      "Check host, port and service name (or SID) in the plugin's settings, and the selected streams.",
    ],
    weight: "precise",
    example: "oracledb.exceptions.DatabaseError: DPY-4027: no configuration directory specified",
  },
  {
    id: "oracle.column",
    category: "schema",
    says: ora("00904|00913|00947|00932|00957|00955|01430|01439|01440|01441|01466|00972|01792|00918"),
    cause: "the table's columns are not what the plugin expects",
    advice: ["Compare the table with the stream's schema: `pitchpipe runs show latest` tells what changed."],
    weight: "precise",
    example: 'oracledb.exceptions.DatabaseError: ORA-00904: "COLOUR": invalid identifier',
  },
  {
    id: "oracle.space",
    category: "disk",
    says: ora("0165[0-9]|01536|00257|30036|19502|19504|27072|01578|01110|01114|01115|19809|16038|0163[012]"),
    cause: "a tablespace, the archive or the disk of Oracle is full or damaged",
    advice: ["Extend the tablespace, or raise the user's quota."],
    weight: "precise",
    example:
      "oracledb.exceptions.DatabaseError: ORA-01653: unable to extend table ETL.ORDERS by 128 in tablespace USERS",
  },
  {
    id: "oracle.memory",
    category: "memory",
    says: ora("0403[01]|04036|27102|00821"),
    cause: "Oracle ran out of memory",
    advice: ["Make the batches smaller, or give Oracle more memory (SGA, PGA)."],
    weight: "precise",
    example: "cx_Oracle.DatabaseError: ORA-04031: unable to allocate 65560 bytes of shared memory",
  },
  {
    id: "oracle.lock",
    category: "lock",
    says: ora("00054|00060|08177|30006|02049|14450|04021|04020"),
    cause: "somebody else held the rows or the table",
    advice: ["Look who holds it in v$lock, and run it again when they are done."],
    weight: "precise",
    example:
      "oracledb.exceptions.DatabaseError: ORA-00054: resource busy and acquire with NOWAIT specified or timeout expired",
  },
  {
    id: "oracle.state",
    category: "state",
    says: ora("0129[0-9]|00308|00310|00334|0132[3-9]|01281|01284|16234"),
    cause: "the place in Oracle's log where the last run stopped can't be read any more",
    advice: [
      "Keep archive logs longer than the time between runs. A full refresh is needed: run with --full-refresh.",
    ],
    weight: "precise",
    example: "oracledb.exceptions.DatabaseError: ORA-01291: missing logfile",
  },
  {
    id: "oracle.data",
    category: "data",
    says: ora(
      "00001|01400|01407|12899|01438|01426|01476|01722|017(?:40|56)|01704|01489|0146[15]|018[0-9]\\d|0229[0-2]|06502|22835|25137|01401|01411|12704|129\\d\\d|31011|40441|40478|61800",
    ),
    cause: "a row does not fit, or holds a value that Oracle can't take",
    advice: [rows],
    weight: "precise",
    example: 'oracledb.exceptions.DatabaseError: ORA-12899: value too large for column "ETL"."ORDERS"."NAME"',
  },
  {
    id: "oracle.timeout",
    category: "timeout",
    says: ora(
      "01555|0239[6-9]|12170|12535|12606|12609|12608|03136|01013|00040|04025",
      "4005|4024|6005(?=.*time)",
    ),
    cause: "the query took longer than Oracle waits, or keeps the past for it",
    advice: ["Take less at once, or raise the timeout or undo retention."],
    weight: "precise",
    example:
      "oracledb.exceptions.DatabaseError: ORA-01555: snapshot too old: rollback segment number 9 too small",
  },
  {
    id: "oracle.killed",
    category: "killed",
    says: ora("00028|00031"),
    cause: "the session was killed on the database's side",
    advice: ["Ask who killed it: a person, or a rule of the resource manager."],
    weight: "precise",
    example: "oracledb.exceptions.DatabaseError: ORA-00028: your session has been killed",
  },
  {
    id: "oracle.network",
    category: "network",
    says: ora(
      "12541|12542|12545|12547|12537|1257[0-3]|1256[0-9]|1263[0-9]|125(?:38|43|44)|0311[34]|03135|0103[34]|01089|01090|01092|1252[78]|24902|02068|12501|12502|00600|07445",
      "4011|1001|6000|4010|6004|1002",
    ),
    cause: "Oracle or its listener does not answer, or cut the connection",
    advice: ["Check that the database and its listener are up: `lsnrctl status` on its host."],
    weight: "precise",
    example: "oracledb.exceptions.OperationalError: ORA-01034: ORACLE not available",
  },
  {
    id: "oracle.client",
    category: "dependency",
    says: /DPI-1047|DPY-301\d|DPI-1050|DPI-1072|Cannot locate a \d+-bit Oracle Client library|ORA-12705|ORA-01804/,
    cause: "Oracle's client library is not installed here, or too old",
    advice: ["Install Oracle Instant Client, or let the plugin use thin mode."],
    weight: "precise",
    example:
      'oracledb.exceptions.DatabaseError: DPI-1047: Cannot locate a 64-bit Oracle Client library: "libclntsh.so: cannot open shared object file: No such file or directory"',
  },
  {
    id: "oracle.statement",
    category: "bug",
    says: ora(
      "009\\d\\d|0065\\d|06550|017\\d\\d|0142\\d|0100[0-36-9]|01036|0149\\d|20\\d{3}",
      "2\\d{3}|3\\d{3}",
    ),
    cause: "the plugin sent SQL that Oracle doesn't understand, or its own code refused",
    advice: ["Update the plugin; report it with the line above to whoever keeps it."],
    weight: "usual",
    example: "oracledb.exceptions.DatabaseError: ORA-00933: SQL command not properly ended",
  },
];
