import type { Signature } from "../signature.ts";

const rows = "Find the rows: pitchpipe can check them before the load and quarantine them.";

/** MongoDB, Elasticsearch and OpenSearch, Redis, Cassandra. */
export const documentStores: readonly Signature[] = [
  {
    id: "redis.password",
    category: "auth",
    says: /WRONGPASS|NOAUTH|NOPERM|invalid username-password pair|redis\.exceptions\.NoPermissionError|without any password configured|DENIED Redis is running in protected mode/,
    cause: "Redis did not accept the password, or does not let the user do this",
    advice: ["Check user and password, and the user's rights: ACL GETUSER NAME."],
    weight: "precise",
    example: "redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.",
  },
  {
    id: "redis.memory",
    category: "memory",
    says: /command not allowed when used memory > ?'?maxmemory/,
    cause: "Redis has used up the memory it may take",
    advice: ["Raise maxmemory, or let old keys go: CONFIG GET maxmemory-policy."],
    weight: "precise",
    example: "redis.exceptions.OutOfMemoryError: command not allowed when used memory > 'maxmemory'.",
  },
  {
    id: "redis.disk",
    category: "disk",
    says: /MISCONF |unable to persist (?:on|to) disk|Errors writing to the AOF file/,
    cause: "Redis can't write to its disk, and takes no more",
    advice: ["Look at the disk of the Redis server and at its log."],
    weight: "precise",
    example:
      "redis.exceptions.ResponseError: MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
  },
  {
    id: "redis.setup",
    category: "config",
    says: /redis\.exceptions\.ReadOnlyError|can't write against a read only (?:replica|slave)|READONLY You can't|DB index is out of range|BUSYGROUP |NOGROUP |unknown command '|redis\.exceptions\.ModuleError|SELECT is not allowed in cluster mode|Cluster mode is not enabled|cluster support disabled|MOVED \d+ /,
    cause: "this Redis is a replica, or has no such database, group or command",
    advice: ["Check host, port and database number in the plugin's settings; write to the primary."],
    weight: "precise",
    example: "redis.exceptions.ReadOnlyError: You can't write against a read only replica.",
  },
  {
    id: "redis.value",
    category: "data",
    says: /WRONGTYPE |holding the wrong kind of value|value is not an integer or out of range|redis\.exceptions\.DataError/,
    cause: "a key holds another kind of value than the plugin expects",
    advice: ["Look what the key holds: TYPE KEY."],
    weight: "precise",
    example:
      "redis.exceptions.ResponseError: WRONGTYPE Operation against a key holding the wrong kind of value",
  },
  {
    id: "redis.away",
    category: "network",
    says: /MasterDownError|MASTERDOWN|Link with MASTER is down|BusyLoadingError|LOADING Redis is loading|Redis is loading the dataset|CLUSTERDOWN|ClusterDownError|RedisClusterException(?!.*not enabled)|NOREPLICAS|MasterNotFoundError|SlaveNotFoundError|TRYAGAIN /,
    cause: "Redis is starting, or the cluster is not whole",
    advice: ["Run it again when it is up: `redis-cli info replication` tells."],
    weight: "precise",
    example:
      "redis.exceptions.MasterDownError: Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  },
  {
    id: "redis.clients",
    category: "rate_limit",
    says: /max number of clients reached|redis\.exceptions\.MaxConnectionsError/,
    cause: "Redis has no connection left",
    advice: ["Run fewer things at once, or raise maxclients."],
    weight: "precise",
    example: "redis.exceptions.ConnectionError: max number of clients reached",
  },
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
    id: "elasticsearch.denied",
    category: "auth",
    says: /security_exception|missing authentication credentials for REST request|unable to authenticate (?:user|with provided)/,
    cause: "the cluster did not accept the user, or does not let it do this",
    advice: ["Check user, API key and roles."],
    weight: "precise",
    example:
      "elasticsearch.AuthenticationException: AuthenticationException(401, 'security_exception', 'unable to authenticate user [etl]')",
  },
  {
    id: "elasticsearch.disk",
    category: "disk",
    says: /flood[- ]stage|read-only-allow-delete|cluster_block_exception(?!.*(?:state not recovered|SERVICE_UNAVAILABLE))|index_create_block_exception/,
    cause: "the cluster's disks are nearly full, and its indices only readable",
    advice: [
      "Free or extend the disks; then set the index's block `index.blocks.read_only_allow_delete` to null.",
    ],
    weight: "precise",
    example:
      "elasticsearch.AuthorizationException: AuthorizationException(403, 'cluster_block_exception', 'index [orders] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];')",
  },
  {
    id: "elasticsearch.memory",
    category: "memory",
    says: /circuit_breaking_exception|\[parent\] Data too large/,
    cause: "the cluster has not enough memory for it",
    advice: ["Send smaller batches, or give the nodes more heap."],
    weight: "precise",
    example:
      "elasticsearch.ApiError: ApiError(429, 'circuit_breaking_exception', '[parent] Data too large, data for [<http_request>] would be larger than the limit')",
  },
  {
    id: "elasticsearch.busy",
    category: "rate_limit",
    says: /es_rejected_execution_exception|rejected_execution_exception/,
    cause: "the cluster's queue is full",
    advice: ["Wait, then run it again; send fewer or smaller batches at once."],
    weight: "precise",
    example:
      "elasticsearch.ApiError: ApiError(429, 'es_rejected_execution_exception', 'rejected execution of coordinating operation')",
  },
  {
    id: "elasticsearch.conflict",
    category: "lock",
    says: /version_conflict_engine_exception|ConflictError\(409/,
    cause: "somebody else changed the document meanwhile",
    advice: ["Run it again, or at another time than the others."],
    weight: "precise",
    example:
      "elasticsearch.ConflictError: ConflictError(409, 'version_conflict_engine_exception', '[1]: version conflict')",
  },
  {
    id: "elasticsearch.schema",
    category: "schema",
    says: /strict_dynamic_mapping_exception|Limit of (?:total|mapping) (?:fields|depth)|cannot be changed from type|can't merge a non object mapping|No mapping found for \[/,
    cause: "the index has other fields than the stream brings",
    advice: [
      "Compare the index's mapping with the stream's schema: `pitchpipe runs show latest` tells what changed.",
    ],
    weight: "precise",
    example:
      "elasticsearch.BadRequestError: BadRequestError(400, 'illegal_argument_exception', 'Limit of total fields [1000] has been exceeded')",
  },
  {
    id: "elasticsearch.missing",
    category: "config",
    says: /index_not_found_exception|resource_already_exists_exception|invalid_index_name_exception|UnsupportedProductError|resource_not_found_exception|index_closed_exception/,
    cause: "the index is not there, or the server is no such cluster",
    advice: ["Check the address and the index names in the plugin's settings."],
    weight: "precise",
    example:
      "elasticsearch.NotFoundError: NotFoundError(404, 'index_not_found_exception', 'no such index [orders]', orders, index_or_alias)",
  },
  {
    id: "elasticsearch.mapping",
    category: "data",
    says: /(?:mapper|document)_parsing_exception|failed to parse field \[|BulkIndexError|document\(s\) failed to index/,
    cause: "a value does not fit the field it goes to",
    advice: ["Compare the index's mapping with what the stream brings."],
    weight: "precise",
    example: "elasticsearch.BadRequestError: BadRequestError(400, 'mapper_parsing_exception')",
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
