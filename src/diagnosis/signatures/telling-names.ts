import type { FailureCategory } from "../../model/dossier.ts";
import type { Signature } from "../signature.ts";

/** Not a line of code in a traceback, and none that says that it is no error. */
const spoken = "^(?![\\s|+])(?!.*\\b(?:INFO|DEBUG|WARN(?:ING)?)\\b)(?!.*Warning:)";
const saysError =
  "(?=.*(?:\\b(?:ERROR|CRITICAL|FATAL|[Ff]atal|[Ff]ailed|[Aa]borting|[Ee]xiting|[Gg]iving up)\\b|[Ee]rror:|[A-Z]\\w*(?:Error|Exception)\\b)|(?:\\w+\\.)+[A-Z]\\w*: )";

/**
 * What libraries that the catalogue does not know call their exceptions, and the words of a line that says that it is an
 * error. Names are alike everywhere; they tell the kind, not the cause.
 */
export const tellingNames: readonly Signature[] = [
  named({
    category: "rate_limit",
    names: "RateLimit|TooManyRequests|Throttl|Quota|LimitExceeded",
    words: "throttled|rate limits?|quota|too many requests|limit exceeded",
    cause: "the other side says that too much was asked of it",
    advice: "Wait, then run it again; ask less at once.",
    example: "shop.errors.DailyQuotaReached: try again tomorrow",
  }),
  named({
    category: "auth",
    names: "Auth|Login|Credential|Forbidden|AccessDenied|NotAllowed|Permission(?!Error)|Token(?!iz)",
    words:
      "credentials?|password|log ?in failed|unauthorized|not (?:allowed|authorized|permitted)|access denied|permission denied|api[ _]key|token (?:is |has )?(?:not valid|invalid|expired|revoked|missing)",
    cause: "the other side did not let it in",
    advice: "Check user, password, key or token in the plugin's settings, and what they allow.",
    example: "shop.errors.LoginFailed: account 12",
  }),
  named({
    category: "timeout",
    names: "Time[Oo]ut|DeadlineExceeded",
    words: "time[- ]?out|took too long",
    cause: "the other side did not answer in time",
    advice: "Check the load of the other side; raise the plugin's timeout, or make its pages smaller.",
    example: "shop.errors.TimeoutReached: after 3 tries",
  }),
  named({
    category: "tls",
    names: "SSL|TLS|Certificate",
    words: "certificate|ssl handshake",
    cause: "the encrypted connection could not be made",
    advice: "Check the plugin's SSL settings and the other side's certificate.",
    example: "shop.errors.CertificateRejected: pin differs",
  }),
  named({
    category: "network",
    names: "Connect|Network|Socket|Transport|Disconnect|Unreachable|Unavailable|ServerError|SSHException",
    words:
      "(?:could|can) ?not connect|can't connect|unable to connect|connection (?:failed|lost|error)|unreachable|unavailable",
    cause: "the connection to the other side failed",
    advice: "Check that the other side is up and reachable from this host.",
    example: "shop.errors.TransportFailure: stream 4",
  }),
  named({
    category: "lock",
    names: "Deadlock|Lock(?:ed|Error|Timeout|Not)",
    words: "deadlock|is locked|already running",
    cause: "somebody else held what it needed",
    advice: "Run it again, or at another time than the others.",
    example: "shop.errors.TableLocked: orders",
  }),
  named({
    category: "schema",
    names: "Schema|Mismatch|Column",
    words: "schema|columns? (?:expected|missing|not found)|(?:no such|unknown|missing) (?:column|field)",
    cause: "the data's shape is not what the plugin expects",
    advice: "Compare it with the stream's schema: `pitchpipe runs show latest` tells what changed.",
    example: "shop.errors.SchemaChanged: orders",
  }),
  named({
    category: "state",
    names: "State(?!ment|less)|Bookmark|Cursor|Replication",
    words: "bookmark|(?:state|replication key) (?:is |was )?(?:not|invalid|missing)|invalid state",
    cause: "the state of the last run does not fit",
    advice: "Look at the state (`meltano state list`), and mend or remove it.",
    example: "shop.errors.BookmarkLost: orders",
  }),
  named({
    category: "config",
    names:
      "Config|Setting|Malformed|BadRequest|Argument|Profile|NotFound|DoesNotExist|NoSuch|Missing(?:Param|Option|Env)|InvalidPath",
    words:
      "config(?:uration|s)?\\b|settings?\\b|missing (?:required )?(?:parameter|option|argument|environment variable)|must be (?:set|given|provided|specified|configured)|(?:is|are) required|not configured|does(?: not|n't) exist|not found|could not be found|no such|malformed request|bad request",
    cause: "something that is named is not there, or a setting is wrong",
    advice: "Check the plugin's settings against the line above.",
    example: "shop.errors.ProfileUnknown: production",
  }),
  named({
    category: "data",
    names: "Pars(?:e|ing)|Decod|Encod|Format|Truncat|Convert|Conversion|Validation",
    words:
      "validation errors?|(?:could|can) ?not (?:parse|decode|convert)|unable to (?:parse|decode|convert)|malformed|corrupt(?:ed)?|invalid (?:value|format|date|number)|cannot convert",
    cause: "a value is not what the plugin can read",
    advice: "Look at the newest records of the source; the last bookmark tells where it stopped.",
    example: "shop.errors.ParseFailure: line 7",
  }),
];

interface Telling {
  readonly category: FailureCategory;
  readonly names: string;
  readonly words: string;
  readonly cause: string;
  readonly advice: string;
  readonly example: string;
}

function named({ category, names, words, cause, advice, example }: Telling): Signature {
  return {
    id: `said.${category}`,
    category,
    says: new RegExp(
      `^(?:\\w+\\.)*(?:[A-Z]\\w*)?(?:${names})\\w*(?::|\\(|$)|${spoken}${saysError}.*\\b(?:${anyCase(words)})`,
    ),
    cause,
    advice: [advice],
    weight: "general",
    example,
  };
}

/** Words as they stand at the begin of a sentence, too. */
function anyCase(words: string): string {
  return words.replaceAll(/(^|[|])([a-z])/g, (_, start: string, first: string) => {
    return `${start}[${first}${first.toUpperCase()}]`;
  });
}
