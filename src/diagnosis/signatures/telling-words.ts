import type { FailureCategory } from "../../model/dossier.ts";
import type { Signature } from "../signature.ts";

/*
 * What libraries and plugins that the catalogue does not know say in words of their own. They tell the kind, not the cause.
 * All is matched against plain words (`plain-words.ts`): lower case, identifiers taken apart, "can't" as "can not".
 */

const bad =
  "(?:invalid|incorrect|wrong|bad|missing|expired|no|unknown|unrecognized|malformed|rejected|revoked|empty|inactive|illegal)";
const isBad =
  "(?:invalid|incorrect|wrong|expired|revoked|rejected|denied|disabled|not valid|not recogni[sz]ed|not accepted|not found|not authori[sz]ed|missing|required|failed|failure|does not match|did not match|mismatch|malformed|deactivated|inactive|not supplied|not provided|not set|not active)";
const cannot = "(?:could not|can not|unable to|failed to|failure to|not able to)";
const upTo = (words: number): string => `(?:[\\w]+ ){0,${words}}`;
const secrets =
  "(?:credentials?|pass ?words?|passphrase|log ?ins?|(?<!(?:sync|page|next|delta|cursor|resume|continuation|scroll|unexpected|pagination|change) )tokens?|(?:api|access|secret|private|consumer|app|application|account|license|subscription|auth|security) keys?|secret|signature|session(?: id)?|user ?names?|grant|scopes?|permissions?|privileges?|jwt|hmac|o ?auth|auth|client(?: id| secret)?)";
const sides = "(?:connection|connect|connecting|socket|network|transport|link|channel|stream|tunnel)";
const fields = "(?:columns?|fields?|property|properties|attributes?|dimensions?|metrics?)";
const values =
  "(?:integer|int|string|str|number|numeric|float|double|boolean|bool|object|array|list|dict|date|datetime|timestamp|bytes|long|decimal|null|none|int\\d+|mapping)";
const cursors =
  "(?:sync|delta|cursor|resume|continuation|scroll|change|page|next page|pagination|watermark|offset)";
const limited =
  "(?:requests?|calls?|usage|api|daily|hourly|monthly|per minute|concurren\\w+|burst|credits?|transactions?|quer(?:y|ies)|searches|bulk|jobs?|plan|account|connections?|read|write|governor|throughput)";

/** In the order in which they count, where a line's words fit several. */
export const tellingWords: readonly Signature[] = [
  spoken({
    category: "bug",
    words:
      "none type object|object has no attribute|object is not (?:subscriptable|iterable|callable)|object does not support|unsupported operand|takes \\d+ positional|missing \\d+ required positional|unexpected keyword argument|list index out of range|indices must be|values to unpack|division by zero|referenced before assignment|not associated with a value|can only concatenate|argument \\w+ must be|argument after must be|must be \\w+ not none type|error binding parameter|changed size during iteration|loop detected|identical to prior|endless loop|infinite loop|event loop is|generator raised|not json serializable|can not pickle|already awaited|never awaited|can not adapt type|maximum recursion depth",
    cause: "the plugin has a bug, or met something it was not made for",
    advice: "Update the plugin; if it stays, report it with the lines above to whoever keeps it.",
    example: "ERROR 'NoneType' object has no attribute 'lower'",
  }),
  spoken({
    category: "config",
    id: "said.setting",
    words: `(?:un ?recogni[sz]ed|unknown) ${upTo(1)}(?:config\\w*|options?|arguments?|parameters?|settings?)|(?:incorrectly|improperly|not|wrongly|mis) ?configured|environment variable ${upTo(4)}(?:not|missing|must|required|unset)|missing ${upTo(2)}(?:config\\w*|settings?|environment|parameters?)\\b|config\\w* ${upTo(3)}(?:missing|required|not set|invalid|must)|in (?:the |your )?(?:config\\w*|settings)\\b|not an? valid ${upTo(1)}(?:dimensions?|metrics?|parameters?|options?|filter|argument|choice|report|region|project|account|id|name|url|path)\\b|has no (?:operation|method|table|stream|sheet|service|port|report)\\b`,
    cause: "a setting of the plugin is missing or wrong",
    advice: "Check the plugin's settings against the line above.",
    example: "shop.errors.StartFailed: incorrectly configured for OAuth2",
  }),
  spoken({
    category: "data",
    id: "said.garbled",
    words: `magic (?:bytes|number)|(?:non|not|no) json|corrupt(?:ed)?\\b|not an? (?:valid )?(?:zip|gzip|parquet|json|xml|avro|csv|excel|xlsx?|pdf|orc)\\b|is it an? \\w+ file|malformed (?:json|xml|csv|data|record|row|line|response)|invalid (?:json|xml|csv|utf \\d+|byte|encoding|character)|mismatched tag|premature end|unexpected (?:end|eof)\\b|expected \\d+ (?:bytes|fields|columns) ${upTo(3)}(?:read|saw|got|found)|(?:data|payload|records?|rows?) (?:was|is|were|are) (?:invalid|not valid|malformed)`,
    names: "eof",
    cause: "what came can't be read: cut off, damaged, or another format",
    advice: "Look at what the source gives now, and at its newest file or records.",
    example: "shop.errors.ReadFailure: magic bytes not found in footer",
  }),
  spoken({
    category: "dependency",
    words: `pip install|please install|use pip\\b|import \\w+ failed|(?:failed|unable) to import|install the \\w+ (?:extra|package|library|driver)|packages? \\w+ requires|python \\d+ \\d+ is (?:no longer|not)|(?:odbc|jdbc|oracle|database) ${upTo(1)}(?:driver|client library)|\\w+ version mismatch|(?:is|are|was) not installed|missing (?:optional )?dependenc|(?:requires?|needs?) (?:python|version)|incompatible with (?:this|the installed|python)|incompatible version|(?:version|versions) ${upTo(4)}(?:conflict|incompatible|is not compatible)`,
    cause: "something that the plugin needs is not installed, or is another version",
    advice: "Install the plugin anew, with what it names.",
    command: "meltano install --clean {type} {plugin}",
    example: "shop.errors.MissingExtra: please install shop[parquet]",
  }),
  spoken({
    category: "memory",
    words:
      "out of memory|heap space|(?:not enough|insufficient|exceeded) memory|memory (?:limit|error|exhausted|exceeded)",
    names: "memory|out of memory",
    cause: "there was not enough memory",
    advice: "Make batches or pages smaller, or give the host or container more memory.",
    example: "shop.errors.BufferFull: exceeded memory",
  }),
  spoken({
    category: "disk",
    words:
      "no space left|device full|disk quota|(?:disk|volume|file system) (?:is )?(?:full|quota)|not enough (?:disk )?space",
    cause: "the disk is full",
    advice: "Free space: `df -h` tells which disk is full.",
    example: "shop.errors.SpoolFailed: the volume is full",
  }),
  spoken({
    category: "rate_limit",
    words: `rate ?limit|rate exceeded|exceeded (?:your|the) ${upTo(2)}rate\\b|request rate|too (?:fast|quickly|frequent)|too many (?:requests|calls|api calls|concurrent|queries|connections|jobs)|throttl|quota|resource exhausted|slow down|(?:calls|requests|queries) per (?:second|minute|hour|day|month)|retry after|over query limit|allowance|${limited} ${upTo(2)}limits? ${upTo(3)}(?:exceeded|reached|hit|used)|(?<!(?:size|length|memory|recursion|depth|time|field|line|row|column|file|payload|record|message) )limits? ${upTo(3)}(?:exceeded|reached|was hit|used up)|(?:exceed(?:ed|s)?|reached|hit) ${upTo(5)}${limited} ${upTo(2)}limits?|(?:exceeded|used up) ${upTo(5)}(?:requests|calls|allowance|credits)|enhance your calm|maximum ${upTo(1)}number of ${upTo(3)}(?:requests|calls|connections|sessions|jobs|queries)|only one (?:request|job|session|call)|(?:out of|no more|insufficient|not enough|used up all) ${upTo(2)}(?:credits?|quota|balance|funds)|credit balance|${said("429")}`,
    names: "rate limit|too many|throttl|quota|limit (?:exceeded|reached)|exhausted",
    cause: "the other side says that too much was asked of it",
    advice: "Wait, then run it again; ask less at once.",
    example: "shop.errors.DailyQuotaReached: try again tomorrow",
  }),
  spoken({
    category: "lock",
    words: `dead ?lock|lock (?:wait|timeout|request|conflict)|(?:unable|${cannot}|failed) ${upTo(2)}(?:obtain|acquire|get|lock|take) ${upTo(3)}(?:lock|exclusive|row)|exclusive access|already (?:running|in progress|being (?:processed|run|exported))|(?:another|other|concurrent) (?:process|job|instance|transaction|update|modification|write|run|export|session is)|(?:file|table|row|record|database|document|resource) (?:is )?(?:currently )?locked|locked by|write conflict|(?:resource|database|file|table|device) (?:is )?busy|modified by another|${said("423")}|unable to lock`,
    names: "dead ?lock|lock(?:ed)?\\b|conflict",
    cause: "somebody else held what it needed",
    advice: "Run it again, or at another time than the others.",
    example: "shop.errors.TableLocked: orders",
  }),
  spoken({
    category: "tls",
    words:
      "certificate|(?:ssl|tls) (?:error|handshake|failure|required|alert|version|negotiation)|handshake fail",
    names: "ssl|tls|certificate",
    cause: "the encrypted connection could not be made",
    advice: "Check the plugin's SSL settings and the other side's certificate.",
    example: "shop.errors.CertificateRejected: pin differs",
  }),
  spoken({
    category: "dns",
    words: `(?:${cannot} )resolve ${upTo(3)}(?:host|name|address|domain)|name resolution|unknown host|host ?name ${upTo(2)}not (?:found|known|be resolved)`,
    names: "dns|name resolution|unknown host",
    cause: "the host's name could not be resolved",
    advice: "Check the host name in the plugin's settings, and this host's DNS: `getent hosts NAME`.",
    example: "shop.errors.NoAddress: could not resolve host",
  }),
  spoken({
    category: "state",
    words: `book ?mark|invalid state|re ?sync (?:is )?required|full (?:sync|refresh|resync) ${upTo(2)}required|(?:parse|read|load|decode) ${upTo(2)}state\\b|state ${upTo(3)}(?:is not|invalid|corrupt\\w*|malformed|could not|not found|missing|version)|replication (?:key|value|method) ${upTo(4)}(?:not|missing|invalid)|${cursors} (?:token|id|cursor|position|key)? ?${upTo(3)}(?:expired|invalid|not valid|not found|is gone|out of range|too old|unknown|no longer)|(?:expired|invalid|unknown) ${cursors} (?:token|cursor|id|position)|(?:expired|invalid|unknown) cursor`,
    names: "book ?mark|(?<!invalid )state(?!ment|less)|cursor|replication",
    cause: "the state of the last run does not fit",
    advice: "Look at the state, and mend or remove it.",
    command: "meltano state list",
    example: "shop.errors.BookmarkLost: orders",
  }),
  spoken({
    category: "auth",
    words: [
      "\\b(?:un ?authenticated|un ?authori[sz]ed|forbidden)\\b",
      `not (?:been |be |properly |yet )?(?:authenticated|authori[sz]ed|logged in|signed in|entitled|granted|permitted)`,
      `auth(?:entication|orization|enticate)? ${upTo(3)}(?:${isBad}|error|unsuccessful|challenge)`,
      `(?:${cannot}|must|need to|not|please|have to) ${upTo(2)}(?:be )?(?:re ?)?(?:authenticat|authori[sz]|log ?in\\b|log in|sign in)\\w*`,
      `${bad} ${upTo(3)}${secrets}\\b`,
      `\\b${secrets} ${upTo(4)}${isBad}`,
      `(?:access|permissions?|request|operation|authorization|privileges?) ${upTo(2)}(?:denied|forbidden|blocked|revoked)`,
      `(?:insufficient|lacks?|lacking|requires?|required|not enough|needs?|without|does not have|do not have|has no|have no|missing|must have) ${upTo(5)}(?:scopes?|permissions?|privileges?|access|rights|role|entitlements?|authorization)\\b`,
      `(?<!(?:method|properties are|values are|duplicates?|redirects?|characters?) )not (?:allowed|permitted) (?:to|for|from|by|access)|not allowed$`,
      `log ?in (?:${upTo(2)}(?:failed|required|failure|denied|error)|attempt)|(?:failed|failure) to log ?in`,
      `(?:accounts?|users?|subscription|organi[sz]ation|tenant|app|application|integration|workspace|shop|store|merchant) ${upTo(5)}(?:suspended|disabled|deactivated|locked|locked out|inactive|blocked|not active|banned|frozen|uninstalled)`,
      `(?:plan|subscription|license|licence|edition|tier) ${upTo(4)}(?:not (?:include|allow|support|cover|have|permit)|expired|ended)|upgrade (?:your|the|to) ${upTo(2)}(?:plan|account|subscription|edition)|not included in your`,
      `not an? (?:member|owner|part|user) of|not approved|no longer (?:has|have) access|been blocked|has no rights?\\b|invalid code\\b|(?:api|access) ${upTo(2)}disabled|disabled for ${upTo(3)}(?:users?|org\\w*|accounts?)|trial ${upTo(3)}(?:expired|ended|over)|(?:requires?|needs?|provide|without|missing) ${upTo(3)}(?:api key|token|credentials|password|log ?in|authentication)`,
      "two factor|multi ?factor|\\bmfa\\b|\\b2 ?fa\\b|captcha|one time (?:code|password)|consent",
      `\\bips? ${upTo(10)}(?:not allowed|white ?list\\w*|allow ?list\\w*|blocked|restricted|not permitted)`,
      `(?:${cannot}) ${upTo(3)}(?:refresh|obtain|acquire|get|fetch|renew|generate|retrieve|verify|decode|validate) ${upTo(3)}(?:token|credentials?|signature|session)`,
      `you (?:can not|may not|must not|are not able to) (?:view|list|read|access|see|edit|create|use|do|perform|query)|(?:user|client|app) ${upTo(2)}(?:is )?not (?:allowed|permitted)|payment required`,
      said("40[13]"),
    ].join("|"),
    names:
      "auth(?!or\\b)|log ?in|credential|forbidden|access denied|not allowed|permission(?! error)|denied|token(?!iz)|signature|api key|unauthori[sz]ed|scope|oauth|session expired|expired session|passwor[dt]|grant",
    cause: "the other side did not let it in",
    advice: "Check user, password, key or token in the plugin's settings, and what they allow.",
    example: "shop.errors.LoginFailed: account 12",
  }),
  spoken({
    category: "timeout",
    words:
      "time ?out(?! (?:must|should|setting|value|parameter|is not|has to))|timed out|took too long|deadline|did not (?:respond|answer|reply|complete|finish|return) (?:with)?in|no (?:response|answer|reply) (?:with in|within|after|for|in)|gave up waiting|time limit|not (?:ready|finished|complete|completed|done) (?:yet )?(?:after|with in|within)|after \\d+ polls|waited (?:too long|for)|still (?:running|pending|in progress|processing) after|maximum (?:wait|execution) time",
    names: "time ?out|deadline|timed out",
    cause: "the other side did not answer in time",
    advice: "Check the load of the other side; raise the plugin's timeout, or make its pages smaller.",
    example: "shop.errors.TimeoutReached: after 3 tries",
  }),
  spoken({
    category: "schema",
    words: [
      `(?:unknown|unrecognized|unexpected|undefined|missing|no such|extra|duplicate|ambiguous|nonexistent|removed|invalid) ${upTo(2)}${fields}\\b`,
      `\\b${fields} ${upTo(5)}(?:does not exist|do not exist|not found|not defined|not exist|unknown|is missing|are missing|missing|was removed|no longer exists?|not in (?:the )?schema|not present|not part of|not recogni[sz]ed|changed)`,
      `${cannot.replace(")", "|not)")} ${upTo(2)}(?:find|query|select) ${upTo(2)}${fields}`,
      `schemas? ${upTo(5)}(?:mismatch|not match|changed|incompatible|evolution|violat\\w*|error|invalid|differs?|conflict)|(?:mismatch\\w*|incompatible|different|violates) ${upTo(4)}(?:schema|types?)|types? mismatch|wrong type|incorrect type|(?:is|was) not of type|(?:type|types) ${upTo(6)}incompatible`,
      `(?:expected|should be|must be|requires?|needs?) ${upTo(3)}(?:an? |type |instance of )?(?:valid )?${values} ${upTo(4)}(?:got|found|but|received|instead)`,
      `(?:expected|should be|must be) (?:an? )?(?:valid )?(?:type )?${values}\\b|not an? (?:valid )?${values}\\b|(?:is|are) not (?:an? )?${values}$`,
      `has \\d+ (?:columns|fields)|\\d+ (?:columns|fields) (?:expected|found|but)|not null column|not in index|${fields} ${upTo(2)}(?:is|are) required ${upTo(2)}(?:record|row|message|schema)`,
      `primary key ${upTo(3)}(?:missing|null|not|is)|key propert`,
    ].join("|"),
    names: "schema|mismatch|validation|column|field (?:not|error|unknown|missing)|unknown field",
    cause: "the data's shape is not what the plugin expects",
    advice: "Compare it with the stream's schema: `pitchpipe runs show latest` tells what changed.",
    example: "shop.errors.SchemaChanged: orders",
  }),
  spoken({
    category: "config",
    words: said("404|410"),
    id: "said.not_found",
    cause: "the other side has nothing at that address",
    advice: "Check the address, path, account or table names in the plugin's settings.",
    example: "shop.errors.AnswerError: 404 for orders",
  }),
  spoken({
    category: "network",
    words: [
      said("50[0123]|52\\d"),
      `\\b${sides} ${upTo(4)}(?:refused|reset|closed|lost|failed|failure|error|aborted|dropped|broken|terminated|interrupted|unavailable|gone|down)`,
      `server ${upTo(2)}(?:down|unavailable|closed|error|gone|busy)|(?:${cannot}|not) ${upTo(2)}(?:connect|reach|contact)\\b|(?:${cannot}) ${upTo(2)}(?:establish|open) ${upTo(2)}(?:connection|channel|socket|session)`,
      "(?:closed|reset|dropped|terminated|lost|interrupted|aborted) (?:the |its |our )?connection|technical (?:difficulties|problems?)|not (?:currently )?responding|error fatal error|try again (?:soon|shortly)|is (?:currently )?down\\b|^(?:\\w+ ){1,3}down$",
      "un ?reachable|disconnected|un ?available|maintenance|(?:internal|server|backend|upstream|gateway|system|application) (?:server )?error|bad gateway|try again (?:later|in)|temporar(?:y|ily)|over ?loaded|outage|went away|something went wrong|unexpected error (?:has )?occurred|internal failure",
    ].join("|"),
    names:
      "connect|network|socket|transport(?! query)|disconnect|un ?reachable|un ?available|server error|ssh|internal|\\w+ down\\b|bad gateway|service error",
    cause: "the other side could not be reached, or had an error of its own",
    advice: "Check that the other side is up and reachable from this host; run it again when it is.",
    example: "shop.errors.TransportFailure: stream 4",
  }),
  spoken({
    category: "config",
    words: [
      "config(?:uration|s)?\\b|settings?\\b|misconfigured|not configured|environment variable|\\benv var",
      `(?:does|do|did) not exist|not found|could not be found|no such|nothing (?:found|at)|(?:${cannot}) ${upTo(2)}(?:find|locate)|unknown ${upTo(2)}(?:option|parameter|stream|table|database|project|region|host|account|report|object|entity|endpoint|method|action|type|name|plugin)`,
      `must (?:be|have|contain|provide|specify|include|supply|not be|start|end|match)|(?:is|are) (?:a )?required|(?:missing|required|requires) ${upTo(3)}(?:parameters?|options?|arguments?|settings?|values? for|query|header|body|key)`,
      `(?:can not|must not|may not|should not) (?:exceed|be (?:greater|more|longer|later|earlier|larger|less|before|after|in the))|(?:date range|start date|end date|page size|interval|window) ${upTo(3)}(?:must|can not|may not|should|exceeds|is|too)`,
      `(?:is|are) not in (?:the |this |your )?(?:catalog|project|account|list|workspace|manifest)|(?:endpoint|stream|report|feature|resource|method|object) ${upTo(3)}not available|no (?:files?|tables?|streams?|sheets?|reports?|accounts?|projects?|matching|objects?|worksheets?) ${upTo(3)}(?:match\\w*|found|selected|available|exist)|did not match any|handle scheme|protocol (?:is )?not known`,
      `un ?supported(?! (?:format|file|encoding|compression|codec))|(?:double )?check ${upTo(4)}(?:url|settings?|config\\w*|parameters?|name|path|spelling|address)|not supported|not enabled|has not been used in|no longer (?:supported|available)|deprecated|sunset|retired`,
      `invalid ${upTo(3)}(?:parameters?|arguments?|options?|urls?|uris?|paths?|ids?|identifier|range|query|filter|version|region|hosts?|port|project|account|names?|domain|end ?point|date range|start date|start|since|sub ?domain|patterns?|selector|stream|catalog|time ?zone|granularity|report|choice|request|mode|syntax|report type|currency)\\b`,
      `(?:${cannot}) parse ${upTo(1)}(?:range|url|uri|query|filter|expression|start date|date range|path|command|arguments?)|malformed (?:request|query|url|filter)|syntax error|unexpected keyword|unexpected token|no streams?|nothing selected|not a (?:directory|file|folder)|start date`,
      `(?:directory|folder|file|bucket|sheet|worksheet|dataset|table|topic|queue|container|workspace|site|report|project|view|board|channel|list) ${upTo(3)}(?:is )?(?:missing|unknown|not (?:exist|there|readable))`,
    ].join("|"),
    names:
      "config|settings?|malformed|bad request|argument|profile|not found|does not exist|no such|missing (?:param|option|env|setting)|invalid (?:path|request|argument|parameter|option|url|uri|name)|unknown|unsupported|not supported|usage|environment|undefined|unprocessable|not acceptable|method not|gone",
    cause: "something that is named is not there, or a setting is wrong",
    advice: "Check the plugin's settings against the line above.",
    example: "shop.errors.ProfileUnknown: production",
  }),
  spoken({
    category: "data",
    words: [
      `null values?|can not be null|(?:file|content|body|response|document|archive) (?:is|was) empty|\\bcrc\\b|un ?(?:terminated|closed|balanced)|trailing (?:comma|data|garbage|characters?)|already exists|(?:${cannot}) ${upTo(1)}(?:be )?(?:parse|decode|encode|deseriali[sz]e|seriali[sz]e|unmarshal)|(?:parse|parser|parsing|decoding|encoding|decode) (?:error|failed|failure)|corrupt|truncat|validation failed|malformed|not well formed|out of range|out of bounds|too (?:long|large|big|short)|does not look like|duplicate (?:key|value|record|entry)`,
      `(?:invalid|illegal|bad|unexpected) ${upTo(2)}(?:value|format|date|time|number|json|xml|csv|characters?|byte|timestamp|encoding|records?|rows?|data|syntax|content|mime ?type|response|end|eof|header|magic|checksum|delimiter|literal|currency|line|input|escape)|(?:can|could) not (?:convert|be converted|interpret)|unable to (?:convert|interpret|read)|not a (?:valid )?(?:zip|gzip|json|xml|csv|parquet|avro|excel|number|date)|expected ${upTo(4)}(?:got|found|but)|premature end|end of (?:file|input|data|stream)|checksum|empty (?:file|response|body|document)`,
    ].join("|"),
    names:
      "pars(?:e|er|ing)|decod|encod|format|truncat|conver|corrupt|invalid (?:value|data|record|row|file|json|xml)|not valid|checksum|serializ",
    cause: "a value is not what the plugin can read",
    advice: "Look at the newest records of the source; the last bookmark tells where it stopped.",
    example: "shop.errors.ParseFailure: line 7",
  }),
].flat();

/** A status of HTTP where programs put it: at the begin of what they say, or behind a word for it. */
function said(codes: string): string {
  return `(?:^|\\b(?:status|code|http|error|errors|response|returned|got|received|failed|failure|failed with|with|answered|responded|request|api) )(?:${codes})\\b(?! (?:rows?|records?|ms|seconds?|bytes|lines?|times|items|tables?|columns?|streams?))`;
}

interface Spoken {
  readonly category: FailureCategory;
  readonly words: string;
  /** Words within the name of an exception; left out where a name alone says nothing. */
  readonly names?: string;
  readonly id?: string;
  readonly cause: string;
  readonly advice: string;
  readonly command?: string;
  readonly example: string;
}

function spoken({ category, words, names, id, cause, advice, command, example }: Spoken): Signature[] {
  const common = {
    category,
    cause,
    advice: [advice],
    ...(command === undefined ? {} : { command }),
    example,
  };
  const told: Signature = {
    ...common,
    id: id ?? `said.${category}`,
    says: new RegExp(words),
    reads: "words",
    weight: "general",
  };
  if (names === undefined) return [told];
  return [
    told,
    {
      ...common,
      id: told.id.replace("said.", "named."),
      says: new RegExp(`\\b(?:${names})`),
      reads: "name",
      weight: "vague",
    },
  ];
}
