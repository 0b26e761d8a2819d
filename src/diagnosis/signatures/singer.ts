import type { Signature } from "../signature.ts";

/** The Singer SDK, the older singer-python, and the plugins made with them. */
export const singer: readonly Signature[] = [
  {
    id: "singer.record_incomplete",
    category: "schema",
    says: /^jsonschema\.exceptions\.ValidationError: .* is a required property/,
    cause: "a record lacks a field that its schema requires",
    advice: [
      "See which: `pitchpipe inspect` names every violation of a captured stream.",
      "pitchpipe can quarantine such rows: a `schema` check with on_violation: quarantine.",
    ],
    weight: "precise",
    // A tap says so of its settings.
    notOf: "tap",
    example: "jsonschema.exceptions.ValidationError: 'id' is a required property",
  },
  {
    id: "singer.config",
    category: "config",
    reads: "code",
    says: /Config validation (?:failed|error)| in config\['|voluptuous\.\w+|\b(?:methods?|options?) (?:are|is) supported|ConfigValidationError|is a required property(?!.*Record)|Missing required (?:config|configuration|setting|keys?)|Config is missing required keys|Additional properties are not allowed .* config|missing required config|Configuration (?:error|validation failed)|\b(?:config|settings) = (?:load_json|json\.loads?)\(|\b(?:strptime|parse|fromisoformat|to_datetime)\(.*\bconfig\b|validation errors? for \w*(?:Config|Settings)|error: (?:the following arguments are required|unrecognized arguments|argument \S+: )|^Error: (?:Missing (?:option|argument|parameter)|No such option)/i,
    cause: "a setting of the plugin is missing or wrong",
    advice: ["Set what it names."],
    command: "meltano config list {plugin}",
    weight: "precise",
    example: "Config validation failed: 'api_key' is a required property",
  },
  {
    id: "singer.setting_missing",
    category: "config",
    reads: "raised",
    says: /\b\w*(?:config|settings|options)\w*(?:\[|\.get\(|\.pop\()["'](?<what>\w+)["'].*\n(?:\w+\.)*KeyError: ["']\k<what>["']/i,
    cause: "the setting {what} is missing",
    advice: ["Set it; `meltano config list {plugin}` shows what is set."],
    command: "meltano config list {plugin}",
    weight: "precise",
    example:
      'Traceback (most recent call last):\n  File "tap.py", line 3, in <module>\n    key = config["api_key"]\nKeyError: \'api_key\'',
  },
  {
    id: "singer.setting_unreadable",
    category: "config",
    reads: "raised",
    says: /\b\w*(?:config|settings)\w*(?:\[|\.get\()["'](?<what>\w+)["'].*\n(?:ValueError|TypeError): /i,
    cause: "the setting {what} is not what the plugin can read",
    advice: ["Set it anew; `meltano config list {plugin}` shows what is set."],
    command: "meltano config list {plugin}",
    weight: "precise",
    example:
      'Traceback (most recent call last):\n  File "tap.py", line 3, in <module>\n    size = int(config["page_size"])\nValueError: invalid literal for int() with base 10: \'many\'',
  },
  {
    id: "singer.setting_named",
    category: "config",
    // A KeyError that is logged by its words is only a name.
    says: /^(?:[\w:., -]*\b(?:CRITICAL|ERROR|[Ee]rror)\b[\s:-]+)'(?<what>\w*(?:password|passwd|api_?key|token|secret|user(?:_?name)?|client_id|start_date|host|url|account|database|bucket|project)\w*)'$/i,
    cause: "the setting {what} seems to be missing",
    advice: ["Set it; `meltano config list {plugin}` shows what is set."],
    command: "meltano config list {plugin}",
    weight: "general",
    example: "CRITICAL 'api_key'",
  },
  {
    id: "singer.setting_told",
    category: "config",
    says: /\b(?:api_?(?:key|token|url|secret)|access_key|private_key|client_(?:id|secret)|(?:base|site|auth|token)_url|start_date|end_date|(?:account|project|tenant|workspace|company|customer|property|view)_id|sub_?domain|db_?name|file_?path|credentials_path|user_?name|refresh_token|access_token|auth_token)['"`]? (?:is|are|was|must be|needs to be|has to be)(?: a)? (?:required|missing|not set|set|provided|specified|empty|not configured|mandatory|given)/i,
    cause: "a setting of the plugin is missing",
    advice: ["Set what it names."],
    command: "meltano config list {plugin}",
    weight: "usual",
    example: "ValueError: api_key is required",
  },
  {
    id: "singer.state_unreadable",
    category: "state",
    reads: "raised",
    says: /\b(?:\w*bookmark\w*\b|state(?:\[|\.get\()).*\n(?:\w+\.)*(?:ValueError|TypeError|\w*ParserError|InvalidOperation)\b/i,
    cause: "a bookmark of the last run is not what the tap can read",
    advice: [
      "Look at the state, and mend or remove it.",
      "A full refresh begins anew: run with --full-refresh.",
    ],
    command: "meltano state list",
    weight: "precise",
    example:
      'Traceback (most recent call last):\n  File "tap.py", line 3, in <module>\n    datetime.fromisoformat(bookmark)\nTypeError: fromisoformat: argument must be str',
  },
  {
    id: "singer.expression",
    category: "config",
    says: /JsonPath\w*Error|jmespath\.exceptions\.|JMESPathError|MapExpressionError|StreamMapConfigError|simpleeval\.\w+/,
    cause: "an expression in the plugin's settings can't be read or computed",
    advice: ["Check paths, expressions and stream maps in the plugin's settings."],
    weight: "precise",
    example: "jsonpath_ng.exceptions.JsonPathParserError: Parse error near the end of string!",
  },
  {
    id: "singer.record_invalid",
    category: "schema",
    says: /SchemaMismatch|Usecols do not match columns|InvalidRecord|Record Message Validation Error|Failed validating '\w+' in schema|jsonschema\.exceptions\.ValidationError|is not of type '|is not valid under any of the given schemas|SchemaValidationError|does not (?:match|conform to) (?:the )?schema/,
    cause: "a record does not fit the schema that the tap gave for it",
    advice: [
      "See which: `pitchpipe inspect` names every violation of a captured stream.",
      "pitchpipe can quarantine such rows: a `schema` check with on_violation: quarantine.",
    ],
    weight: "precise",
    example:
      "singer_sdk.exceptions.InvalidRecord: Record Message Validation Error: 'nine' is not of type 'integer'",
  },
  {
    id: "singer.key_missing",
    category: "schema",
    says: /MissingKeyPropertiesError|Record is missing one or more key_properties|key[_ ]propert(?:y|ies) .*(?:missing|not found|not in)|Unable to find key/i,
    cause: "a record lacks a part of its key",
    advice: ["Check the stream's key_properties against what the source gives."],
    weight: "precise",
    example: "singer_sdk.exceptions.MissingKeyPropertiesError: Record is missing one or more key_properties.",
  },
  {
    id: "singer.no_schema",
    category: "schema",
    says: /RecordsWithoutSchemaException|encountered before a corresponding schema/,
    cause: "a record came before the schema of its stream",
    advice: ["The tap breaks the Singer protocol: `pitchpipe inspect` shows where."],
    weight: "precise",
    example:
      "singer_sdk.exceptions.RecordsWithoutSchemaException: A record for stream 'orders' was encountered before a corresponding schema.",
  },
  {
    id: "singer.no_message",
    category: "data",
    says: /InvalidInputLine|Unable to parse line as JSON|Unable to parse:|Unknown message type|simplejson\.\w*\.?JSONDecodeError|is not a valid Singer message/,
    cause: "the tap wrote something that is no Singer message",
    advice: [
      "Something in the tap prints to stdout; `pitchpipe inspect` shows the line.",
      "`garbage: quarantine` in pitchpipe.yml keeps such lines from the target.",
    ],
    weight: "precise",
    // A tap that can't read JSON was given something else by its source.
    notOf: "tap",
    example:
      "singer_sdk.exceptions.InvalidInputLine: Unable to parse line as JSON: Connecting to the shop ...",
  },
  {
    id: "singer.replication_key",
    category: "state",
    reads: "code",
    says: /InvalidReplicationKeyException|replication[_ ]key .*(?:not (?:in|found)|does not exist|is not)|Unsorted data detected|InvalidStreamSortException|StateWriteError|bookmark .*(?:invalid|could not be parsed)|Invalid state|state .*(?:is not valid|is corrupt)|get_starting_(?:replication_key_value|timestamp)|singer_sdk\/helpers\/_state\.py|, in (?:load_state|(?:get|parse|read)_\w*bookmark\w*|_?increment_(?:stream_)?state|get_starting_\w+|finalize_state_progress_markers|write_starting_\w+)$/i,
    cause: "the state of the last run, or the replication key, does not fit what the tap expects",
    advice: [
      "Look at the state, and mend or remove it.",
      "A full refresh begins anew: run with --full-refresh.",
    ],
    command: "meltano state list",
    weight: "precise",
    example:
      "singer_sdk.exceptions.InvalidReplicationKeyException: Field 'mod_ts' is not in schema for stream 'orders'",
  },
  {
    id: "singer.discovery",
    category: "config",
    says: /Catalog discovery failed|Discovery failed|could not (?:discover|be discovered)|TapStreamConnectionFailure|No streams? (?:found|selected)|NoStreamsSelected/i,
    cause: "the tap could not say which streams there are",
    advice: ["Try it alone."],
    command: "meltano invoke {plugin} --discover",
    weight: "general",
    example: "Discovery failed: the file catalog_template.json is missing",
  },
];
