import type { Signature } from "../signature.ts";

const rows = "Find the rows: pitchpipe can check them before the load and quarantine them.";

/** MongoDB and Cassandra. */
export const documentStores: readonly Signature[] = [
  {
    id: "mongo.denied",
    category: "auth",
    says: /'codeName': '(?:AuthenticationFailed|Unauthorized|UserNotFound|AtlasError|MechanismUnavailable)'|\bnot authorized on \w+ to execute|command \w+ requires authentication|bad auth|Authentication failed\., full error|SCRAM|not authorized for query/,
    cause: "MongoDB did not accept the user, or does not let it do this",
    advice: ["Check user, password and authSource, and the user's roles on that database."],
    weight: "precise",
    example:
      "pymongo.errors.OperationFailure: Authentication failed., full error: {'ok': 0.0, 'errmsg': 'Authentication failed.', 'code': 18, 'codeName': 'AuthenticationFailed'}",
  },
  {
    id: "mongo.data",
    category: "data",
    says: /E11000 duplicate key|DuplicateKeyError(?!: while)|DocumentTooLarge|BSONObjectTooLarge|InvalidDocument|InvalidBSON|InvalidStringData|Document failed validation|BulkWriteError|WriteError\b|bson\.errors\.\w+|MongoDB can only handle up to 8-byte ints/,
    cause: "a document does not fit the collection, or what MongoDB can hold",
    advice: [rows],
    weight: "precise",
    example:
      "pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.orders index: _id_",
  },
  {
    id: "mongo.state",
    category: "state",
    says: /ChangeStreamHistoryLost|resume (?:point|token) (?:may|was|is)|ChangeStreamFatalError|CappedPositionLost|resume of change stream was not possible/i,
    cause: "the place in the change stream where the last run stopped is gone",
    advice: [
      "A full refresh is needed: run with --full-refresh. Keep the oplog longer than the time between runs.",
    ],
    weight: "precise",
    example:
      "pymongo.errors.OperationFailure: Resume of change stream was not possible, as the resume point may no longer be in the oplog., 'codeName': 'ChangeStreamHistoryLost'",
  },
  {
    id: "mongo.timeout",
    category: "timeout",
    says: /MaxTimeMSExpired|ExceededTimeLimit|operation exceeded time limit|pymongo\.errors\.(?:NetworkTimeout|ExecutionTimeout|WTimeoutError|WaitQueueTimeoutError)|CursorNotFound|cursor id \d+ not found/,
    cause: "MongoDB, or the plugin between two pages, took longer than is allowed",
    advice: ["Take less at once: smaller batches, an index on the replication key."],
    weight: "precise",
    example: "pymongo.errors.ExecutionTimeout: operation exceeded time limit, 'codeName': 'MaxTimeMSExpired'",
  },
  {
    id: "mongo.lock",
    category: "lock",
    says: /'codeName': '(?:WriteConflict|LockTimeout|LockBusy|LockFailed|ConflictingOperationInProgress)'|WriteConflict error/,
    cause: "somebody else held or changed the document",
    advice: ["Run it again when they are done."],
    weight: "precise",
    example:
      "pymongo.errors.OperationFailure: WriteConflict error: this operation conflicted with another operation.",
  },
  {
    id: "mongo.setup",
    category: "config",
    says: /pymongo\.errors\.(?:InvalidURI|InvalidName|ConfigurationError|CollectionInvalid|InvalidOperation)|'codeName': '(?:NamespaceNotFound|InvalidNamespace|CommandNotFound|CommandNotSupported\w*|FailedToParse|BadValue|NoSuchKey|IllegalOperation|OptionNotSupportedOnView)'|The \$changeStream stage is only supported on replica sets|Username and password must be escaped/,
    cause: "MongoDB's address, database or collection is not right, or it has no such function",
    advice: ["Check the connection string in the plugin's settings: special characters are URL-encoded."],
    weight: "precise",
    example: 'pymongo.errors.InvalidURI: Bad database name "ss@host/db"',
  },
  {
    id: "mongo.away",
    category: "network",
    says: /pymongo\.errors\.(?:AutoReconnect|NotPrimaryError|ConnectionFailure)|NotWritablePrimary|No replica set members|No primary available|InterruptedAtShutdown|Topology Description: /,
    cause: "no server of MongoDB could be reached that may do this",
    advice: ["Check that the replica set has a primary and is reachable from this host."],
    weight: "usual",
    example: "pymongo.errors.AutoReconnect: 127.0.0.1:27017: connection closed",
  },
  {
    id: "cassandra.setup",
    category: "config",
    says: /Keyspace '?[\w"]+'? does not exist|unconfigured table|cassandra\.InvalidRequest|AlreadyExists: (?:Table|Keyspace)/,
    cause: "the keyspace or table is not there",
    advice: ["Check keyspace and table names in the plugin's settings."],
    weight: "precise",
    example:
      'cassandra.InvalidRequest: Error from server: code=2200 [Invalid query] message="unconfigured table orders"',
  },
  {
    id: "cassandra.away",
    category: "network",
    says: /NoHostAvailable|cassandra\.Unavailable|cassandra\.OperationTimedOut(?=.*connect)/,
    cause: "no node of Cassandra could be reached",
    advice: ["Check that the nodes are up and reachable from this host."],
    weight: "usual",
    example: "cassandra.cluster.NoHostAvailable: ('Unable to connect to any servers', {})",
  },
];
