import type { Signature } from "../signature.ts";

/** Redis and what speaks its protocol. */
export const redis: readonly Signature[] = [
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
];
