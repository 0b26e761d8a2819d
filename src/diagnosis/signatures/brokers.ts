import type { Signature } from "../signature.ts";

/** Kafka, RabbitMQ (AMQP), NATS and MQTT, by their codes and the classes that clients name after them. */
export const brokers: readonly Signature[] = [
  {
    id: "broker.denied",
    category: "auth",
    says: /ACCESS_REFUSED|ProbableAuthenticationError|(?:Topic|Group|Cluster|TransactionalId)Authorization(?:Failed|Exception)|(?:TOPIC|GROUP|CLUSTER|TRANSACTIONAL_ID)_AUTHORIZATION_FAILED|SASL_AUTHENTICATION_FAILED|KafkaError\{code=_AUTHENTICATION|SaslAuthentication\w*|UnsupportedSaslMechanism|ILLEGAL_SASL_STATE|'?Authorization Violation|Permissions Violation|access to vhost .* refused|Not authori[sz]ed\.?$|Bad user name or password|Connection refused: (?:bad user|not authori)/i,
    cause: "the message broker did not accept the user, or does not let it do this",
    advice: ["Check user and password, and what the user may do with that topic, queue or group."],
    weight: "precise",
    example:
      "pika.exceptions.ProbableAuthenticationError: ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.'",
  },
  {
    id: "broker.missing",
    category: "config",
    says: /NOT_FOUND - |NOT_ALLOWED - |PRECONDITION_FAILED - |NOT_IMPLEMENTED - |UnknownTopic\w*|UNKNOWN_TOPIC_OR_PART\w*|_UNKNOWN_(?:TOPIC|PARTITION|GROUP)|InvalidTopic\w*|TOPIC_EXCEPTION|KafkaConfigurationError|KafkaError\{code=_(?:INVALID_ARG|NOT_CONFIGURED|CONFLICT)|No such configuration property|UnrecognizedBrokerVersion|COORDINATOR_NOT_AVAILABLE|nats: (?:stream|consumer) not found|no responders|NoRespondersError|NotFoundError: nats|BadSubject/,
    cause: "the topic, queue, exchange or virtual host is not there, or is declared otherwise",
    advice: ["Check its name and properties in the plugin's settings against the broker's."],
    weight: "precise",
    example: "pika.exceptions.ChannelClosedByBroker: (404, \"NOT_FOUND - no queue 'orders' in vhost '/'\")",
  },
  {
    id: "broker.locked",
    category: "lock",
    says: /RESOURCE_LOCKED - /,
    cause: "another connection has the queue for itself",
    advice: ["Look who holds it: `rabbitmqctl list_consumers`."],
    weight: "precise",
    example:
      "pika.exceptions.ChannelClosedByBroker: (405, \"RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'orders'\")",
  },
  {
    id: "broker.offset",
    category: "state",
    says: /OffsetOutOfRange\w*|OFFSET_OUT_OF_RANGE|NoOffsetForPartition\w*|_AUTO_OFFSET_RESET|_NO_OFFSET/,
    cause: "the place in the topic where the last run stopped is gone",
    advice: [
      "Keep messages longer than the time between runs; a full refresh is needed: run with --full-refresh.",
    ],
    weight: "precise",
    example: "kafka.errors.OffsetOutOfRangeError: {TopicPartition(topic='orders', partition=0): 42}",
  },
  {
    id: "broker.message",
    category: "data",
    says: /MessageSizeTooLarge\w*|MSG_SIZE_TOO_LARGE|RecordListTooLarge|RECORD_LIST_TOO_LARGE|MaxPayloadError|Maximum Payload Violation|CorruptRecord\w*|CORRUPT_MESSAGE|INVALID_MSG|_(?:KEY|VALUE)_(?:DE)?SERIALIZATION|\w*(?:Des|S)erializationError\b/,
    cause: "a message is too big for the broker, or can't be read",
    advice: [
      "Find it by topic, partition and offset; raise the topic's max.message.bytes if it is only big.",
    ],
    weight: "precise",
    example: "kafka.errors.MessageSizeTooLargeError: The message is 2000000 bytes when serialized",
  },
  {
    id: "broker.timeout",
    category: "timeout",
    says: /KafkaTimeoutError(?!.*bootstrap)|KafkaError\{code=_(?:TIMED_OUT|MSG_TIMED_OUT|TIMED_OUT_QUEUE|MAX_POLL_EXCEEDED)|REQUEST_TIMED_OUT|RequestTimedOut\w*|_MSG_TIMED_OUT|CommitFailedError|missed heartbeats|heartbeat timeout/,
    cause: "the broker did not answer in time, or waited too long for the plugin",
    advice: ["Check the broker's load; raise the plugin's timeouts."],
    weight: "precise",
    example: "kafka.errors.KafkaTimeoutError: Failed to update metadata after 60.0 secs.",
  },
  {
    id: "broker.unreachable",
    category: "network",
    says: /_ALL_BROKERS_DOWN|KafkaError\{code=_TRANSPORT|LEADER_NOT_AVAILABLE|LeaderNotAvailable\w*|NOT_ENOUGH_REPLICAS\w*|NotEnoughReplicas\w*|NOT_LEADER_FOR_PARTITION|NotLeader\w*|KafkaConnectionError|AMQP(?:Connection|Heartbeat|Connector)\w*|CONNECTION_FORCED|INTERNAL_ERROR - |StreamLostError|ConnectionClosedByBroker|IncompatibleProtocolError|nats\.errors\.(?:NoServers|ConnectionClosed|StaleConnection)\w*|NoServersError|brokers are down/,
    cause: "the message broker does not answer, or closed the connection",
    advice: ["Check that the broker is up and reachable from this host, and that host and port are right."],
    weight: "usual",
    example: "pika.exceptions.AMQPConnectionError",
  },
];
