import type { Signature } from "../signature.ts";

const status = (codes: string): RegExp =>
  new RegExp(
    `(?:^|[^\\w.])(?:${codes})(?: (?:Client|Server) Error\\b| ?: ?[A-Z][a-z]| [A-Z][a-z]+ for (?:url|path)|'? (?:Bad Request|Unauthorized|Forbidden|Not Found|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out))` +
      `|(?:Client|Server) error '(?:${codes})\\b|(?:Error|Exception)(?:\\((?:${codes}),|: \\[(?:${codes})\\])|too many (?:${codes}) error responses|\\b(?:failed|returned|responded|answered|got|received)(?: with)?[:( ="']{1,3}(?:${codes})(?=$| ?[{<:,;.)\\]"'-]| [A-Z][a-z])` +
      `|(?:HTTP Error|HTTP/[\\d.]+|[Ss]tatus(?:[ _]?[Cc]ode)?|HTTP(?: [Ss]tatus)?|response code|error code|code)["']?(?: (?:was|of|is))?[ :=(\\["']{1,4}(?:${codes})\\b`,
  );

/** Answers of web services, by their status and by what they say instead. */
export const http: readonly Signature[] = [
  {
    id: "http.rate_limit",
    category: "rate_limit",
    says: new RegExp(
      `${status("429").source}|Too Many Requests|[Rr]ate[ _-]?limit(?:ed|ing)?[ _-]?(?:exceeded|reached|error|hit)?(?!.*\\b(?:settings?|=)\\b)|RateLimit|[Rr]equest limit (?:reached|exceeded)|limit .{0,60}has been reached|[Qq]uota exceeded|quotaExceeded|rateLimitExceeded|Throttl(?:ing|ed)(?:Exception)?|SlowDown|RequestLimitExceeded|REQUEST_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED|TooManyRequests|too many connections|remaining connection slots are reserved|Too many connections|sorry, too many clients already`,
    ),
    cause: "the other side says that too much was asked of it",
    advice: [
      "Wait, then run it again: Singer goes on at the last bookmark.",
      "Ask less at once: a lower request rate, fewer parallel jobs, bigger pages.",
    ],
    weight: "precise",
    example:
      "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.example.com/orders",
  },
  {
    id: "http.unauthorized",
    category: "auth",
    says: new RegExp(
      `${status("401|407").source}|\\bUnauthori[sz]ed\\b|invalid_token|invalid_grant|invalid_client|unauthorized_client|(?<!(?:[Ss]ync|[Dd]elta|[Pp]age|[Rr]esume|[Cc]ursor|[Cc]ontinuation)[ _]?)[Tt]oken (?:has |is |was )?(?:expired|invalid|revoked)|(?:ID|access|refresh) token .*expired|[Ii]nvalid (?:API|api|access|auth\\w*) ?(?:key|token)|(?:API|api)[ _]?(?:key|token)\\b.{0,40}(?:not valid|invalid|expired|revoked)|unable to authenticate|INVALID_LOGIN|INVALID_SESSION_ID|UNAUTHENTICATED\\b|[Aa]uthentication (?:failed|required|error)|[Bb]ad credentials|[Ii]nvalid credentials|[Ii]ncorrect (?:username|user name) or password|Login failed for user|AuthenticationError|AuthError|RefreshError`,
    ),
    cause: "the other side did not accept the credentials",
    advice: [
      "Check user, password, key or token in the plugin's settings; they may have expired or been changed.",
    ],
    weight: "precise",
    example:
      "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.example.com/orders",
  },
  {
    id: "http.forbidden",
    category: "auth",
    says: new RegExp(
      `${status("403").source}|\\bForbidden\\b|["'](?:forbidden|FORBIDDEN)["']|not accessible by|IP address.{0,40} not allowed|[Aa]ccess ?[Dd]enied|AccessDenied|[Ii]nsufficient (?:permissions?|privileges?|scopes?)|does not have (?:permission|[\\w.]+ (?:access|permission))|PERMISSION_DENIED|[Nn]ot authorized to`,
    ),
    cause: "the credentials are good, but not allowed to do this",
    advice: ["Have the permission granted to the plugin's user or key."],
    weight: "precise",
    example:
      "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://api.example.com/orders",
  },
  {
    id: "http.gateway_timeout",
    category: "timeout",
    says: new RegExp(`${status("504|408|524").source}|Gateway Time-?out`),
    cause: "a gateway in front of the other side waited too long for it",
    advice: [
      "Ask for less at once: smaller pages, a later start date.",
      "Run it again when the other side is less busy.",
    ],
    weight: "precise",
    example:
      "requests.exceptions.HTTPError: 504 Server Error: Gateway Timeout for url: https://api.example.com/orders",
  },
  {
    id: "http.server_error",
    category: "network",
    says: new RegExp(
      `${status("5(?:0[0-35-9]|[1-9]\\d)").source}|Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|["']server error["']|[Ss]erver Error\\b.*for (?:url|path)`,
    ),
    cause: "the other side had an error of its own",
    advice: [
      "Look at the other side's status; run it again when it is well.",
      "Singer goes on at the last bookmark.",
    ],
    weight: "precise",
    example:
      "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.example.com/orders",
  },
  {
    id: "http.not_found",
    category: "config",
    says: new RegExp(
      `${status("404|410").source}|\\b404 page not found\\b|["'](?:not[ _]found|NOT_FOUND)["']`,
    ),
    cause: "the other side has nothing at that address",
    advice: ["Check the address, path, account or table names in the plugin's settings."],
    weight: "precise",
    example:
      "requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://api.example.com/v1/orders",
  },
  {
    id: "http.too_large",
    category: "config",
    says: new RegExp(
      `${status("413|414|431").source}|Request-URI Too Long|(?:Request Entity|Payload|Content) Too Large`,
    ),
    cause: "the request was larger than the other side takes",
    advice: ["Make the plugin's batches smaller, or select fewer columns."],
    weight: "usual",
    example:
      "requests.exceptions.HTTPError: 413 Client Error: Request Entity Too Large for url: https://api.example.com/orders",
  },
  {
    id: "http.login_refused",
    category: "auth",
    says: /\b40[0-3]\b.* for (?:url|path):? \S*\/(?:oauth2?|tokens?|log-?in|auth(?:enticate|orize)?|sessions?|connect\/token)\b/i,
    cause: "the other side did not accept the login",
    advice: ["Check client, secret, user and refresh token in the plugin's settings; they may have expired."],
    weight: "usual",
    example:
      "requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://api.example.com/oauth/v1/token",
  },
  {
    id: "http.token_missing",
    category: "auth",
    says: /^KeyError: ["'](?:access_?token|id_?token|token|session_?id)["']/i,
    cause: "the answer to the login held no token",
    advice: ["Check client, secret, user and refresh token in the plugin's settings; they may have expired."],
    weight: "general",
    example: "KeyError: 'access_token'",
  },
  {
    id: "http.request_refused",
    category: "config",
    says: /VALIDATION_ERROR|invalid_request\b/,
    cause: "the other side did not understand or accept the request",
    advice: ["Check the plugin's settings: filters, dates, field names, API version."],
    weight: "usual",
    example: 'ValueError: {"code": "VALIDATION_ERROR", "message": "Invalid input."}',
  },
  {
    id: "http.bad_request",
    category: "config",
    says: new RegExp(
      `${status("400|405|406|409|411|412|413|414|415|422").source}|BadRequest\\b|\\bBad Request\\b`,
    ),
    cause: "the other side did not understand or accept the request",
    advice: ["Check the plugin's settings: filters, dates, field names, API version."],
    // Whoever says more than that it was a bad request says why.
    weight: "vague",
    example:
      "requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://api.example.com/orders?since=x",
  },
  {
    id: "http.bad_address",
    category: "config",
    says: /MissingSchema|InvalidSchema|InvalidURI|InvalidURL|UnsupportedProtocol|No scheme supplied|Invalid URL|unknown url type|No connection adapters were found|LocationParseError|TooManyRedirects|Exceeded 30 redirects/,
    cause: "the address that was asked is none, or leads in a circle",
    advice: ["Check the URL in the plugin's settings; it begins with https:// as a rule."],
    weight: "precise",
    example: "requests.exceptions.MissingSchema: Invalid URL 'api.example.com/orders': No scheme supplied.",
  },
  {
    id: "http.no_json",
    category: "data",
    says: /JSONDecodeError|Expecting value: line 1 column 1|Unterminated string starting at|is not valid JSON|Unexpected token .* in JSON|InvalidJSONError|ContentTypeError/,
    cause: "what came was no JSON: a login page, an error page, or an answer that was cut off",
    advice: [
      "Open the address with the plugin's credentials and look at what comes.",
      "A login page means that the credentials or the address are wrong.",
    ],
    weight: "usual",
    example: "requests.exceptions.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
  },
];
