import type { Signature } from "../signature.ts";

const reach =
  "Check that the other side is up and reachable from this host, and that host and port are right.";

/** Connections that are refused, cut or never answered, names that lead nowhere. */
export const network: readonly Signature[] = [
  {
    id: "dns.name_not_known",
    category: "dns",
    says: /gaierror|dns\.resolver\.\w+|NXDOMAIN|\bSERVFAIL\b|DNS (?:query name does not exist|resolution failed|lookup failed|server)|Domain name not found|ARES_E\w+|EAI_(?:AGAIN|NONAME|NODATA|FAIL)|ClientConnectorDNSError|DNSException|KafkaError\{code=_RESOLVE|Failed to resolve|(?:[Cc]ould|[Cc]an) ?(?:not|n.t) resolve (?:the )?(?:host|server|address|name)|[Uu]nable to resolve|\[Errno -[2-5]\]|\[Errno 11001\]|Name or service not known|nodename nor servname|Temporary failure in name resolution|getaddrinfo (?:failed|ENOTFOUND|EAI_AGAIN)|could not translate host name|failed to resolve host|Failed to resolve '|NameResolutionError|No address associated with hostname|Unknown (?:MySQL )?(?:server )?host\b|UnknownHostException|no such host\b|\bENOTFOUND\b|ORA-12545|Name does not resolve|Could not resolve host/,
    cause: "the host's name could not be resolved",
    advice: [
      "Check the host name in the plugin's settings.",
      "Check that this host's DNS knows it: `getent hosts NAME`.",
    ],
    weight: "precise",
    example: "socket.gaierror: [Errno -2] Name or service not known",
  },
  {
    id: "network.refused",
    category: "network",
    says: /[Cc]onnection refused|(?<!\w)\[Errno 111\]|\bErrno 61\b|connect\(\) failed|Is the server running (?:locally|on)|ECONNREFUSED|\[WinError 10061\]|actively refused|Errno 111\b|Unable to connect: Adaptive Server is unavailable|TDS server is unavailable|NoValidConnectionsError|Unable to connect to port|(?:NoBrokers|BrokerNot|NodeNotReady)\w*|Unable to bootstrap from|ORA-12541|ORA-12514(?=.*listener)/,
    cause: "the connection was refused: nothing listens there, or a firewall says no",
    advice: [reach],
    weight: "precise",
    example: "ConnectionRefusedError: [Errno 111] Connection refused",
  },
  {
    id: "network.unreachable",
    category: "network",
    says: /No route to host|\[Errno (?:99|100|101|112|113)\]|Cannot assign requested address|ENETDOWN|EADDRNOTAVAIL|Network is unreachable|EHOSTUNREACH|ENETUNREACH|Host is down/,
    cause: "there is no way through the network to the other side",
    advice: ["Check VPN, routes and firewalls between this host and the other side."],
    weight: "precise",
    example: "OSError: [Errno 113] No route to host",
  },
  {
    id: "network.cut",
    category: "network",
    says: /[Cc]onnection reset|\[Errno (?:103|104)\]|ECONNABORTED|Software caused connection abort|ECONNRESET|ConnectionResetError|server closed the connection unexpectedly|SSL connection has been closed unexpectedly|Connection aborted|RemoteDisconnected|Remote end closed connection|IncompleteRead|IncompleteMessage|Connection broken|connection (?:was |has been )?(?:already )?closed(?! pool)|EOF detected|EOFError: .*connection|Lost connection to MySQL server|MySQL server has gone away|Connection was killed|terminating connection due to (?!idle)|Error reading SSH protocol banner|the connection is lost|socket hang up|ServerDisconnectedError|peer closed connection|ORA-03113|ORA-03114|ORA-03135|DPY-4011|DPY-1001|Broken pipe.*(?:socket|ssl)|unexpected EOF (?:on|while)|connection to client lost/,
    cause: "the connection was cut while data was on its way",
    advice: [
      "Run it again: Singer goes on at the last bookmark.",
      "If it comes again, look for restarts, idle time limits and proxies between this host and the other side.",
    ],
    weight: "precise",
    example: "psycopg2.OperationalError: server closed the connection unexpectedly",
  },
  {
    id: "timeout.statement",
    category: "timeout",
    says: /canceling statement due to statement timeout|terminating connection due to idle|Idle\w*SessionTimeout|QueryCanceled(?!.*user request)|maximum statement execution time exceeded|max_statement_time exceeded|Query execution was interrupted, maximum|ORA-01013.*time|STATEMENT_TIMEOUT|Statement reached its statement or warehouse timeout|exceeded (?:the )?query timeout/i,
    cause: "the database stopped a query that took longer than its limit",
    advice: [
      "Raise the statement timeout of the plugin's database user.",
      "Take less at once: fewer columns, a later start date, an index on the replication key.",
    ],
    weight: "precise",
    example: "psycopg2.errors.QueryCanceled: canceling statement due to statement timeout",
  },
  {
    id: "timeout.connect_or_read",
    category: "timeout",
    says: /[Tt]imed out|timeout expired|TimeoutError|ReadTimeout|ConnectTimeout|WriteTimeout|PoolTimeout|ETIMEDOUT|ESOCKETTIMEDOUT|DEADLINE_EXCEEDED|Deadline of .* exceeded|deadline exceeded|ORA-12170|DPY-6005.*time|timeout was reached|login timeout/,
    cause: "the other side did not answer in time",
    advice: [
      "Check the load of the other side and the network to it.",
      "Raise the plugin's timeout, or make its pages or batches smaller.",
    ],
    weight: "precise",
    example:
      "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.example.com', port=443): Read timed out. (read timeout=300)",
  },
  {
    id: "network.proxy",
    category: "network",
    says: /ProxyError|Unable to connect to proxy|Tunnel connection failed|ProxyConnectionError|ProxyTimeoutError|GeneralProxyError|SOCKS\w*Error|Proxy Authentication Required|HTTPProxyError|proxy (?:server )?(?:refused|returned|rejected)/,
    cause: "the proxy could not be reached, or refused",
    advice: ["Check HTTPS_PROXY and NO_PROXY of this host, and the proxy itself."],
    weight: "usual",
    example:
      "requests.exceptions.ProxyError: HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: / (Caused by ProxyError('Unable to connect to proxy'))",
  },
  {
    id: "network.failed",
    category: "network",
    says: /Max retries exceeded|ConnectionError\b|ConnectError\b|Could not connect to|Can't connect to|cannot connect to|could not connect to|EndpointConnectionError|ServerSelectionTimeoutError|OperationalError.*connect|Communications link failure|APIConnectionError|ServiceUnavailable|UNAVAILABLE: /,
    cause: "no connection to the other side could be made",
    advice: [reach],
    weight: "usual",
    example:
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "http://127.0.0.1:9000/"',
  },
];
