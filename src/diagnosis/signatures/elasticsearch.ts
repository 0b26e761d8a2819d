import type { Signature } from "../signature.ts";

/** Elasticsearch and OpenSearch. */
export const elasticsearch: readonly Signature[] = [
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
];
