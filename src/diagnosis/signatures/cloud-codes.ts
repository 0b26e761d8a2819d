import type { FailureCategory } from "../../model/dossier.ts";
import type { Signature } from "../signature.ts";

/** What an AWS answer calls its error: `An error occurred (Code) when calling …`, or S3's `<Code>`. */
const aws = (names: string): string =>
  `An error occurred \\((?:${names})\\)|S3 operation failed; code: (?:${names}),|<Code>(?:${names})</Code>`;
/** Azure: `ErrorCode:BlobNotFound`. */
const azure = (names: string): string =>
  `\\bErrorCode: ?(?:${names})\\b|\\(Code\\) (?:${names})\\b|^\\((?:${names})\\) |: \\((?:${names})\\) `;
/** gRPC and Google: `StatusCode.UNAVAILABLE`, `"status": "NOT_FOUND"`, `503 UNAVAILABLE`, and the classes named after them. */
const google = (statuses: string, classes: string, reasons = "(?!)"): string =>
  `StatusCode\\.(?:${statuses})\\b|\\bstatus["']?[:=] ?["']?(?:${statuses})\\b|google\\.api_core\\.exceptions\\.(?:${classes})\\b|\\breason["']?: ["']?(?:${reasons})\\b`;

function any(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join("|"));
}

/** What AWS, Azure and Google call their errors, for what no entry of their own names: these names follow rules. */
export const cloudCodes: readonly Signature[] = [
  entry(
    "rate_limit",
    any(
      aws(
        "\\w*Throttl\\w*|TooManyRequests\\w*|\\w*LimitExceeded\\w*|SlowDown|\\w*ThroughputExceeded\\w*|BandwidthLimitExceeded|EC2ThrottledException|RequestThrottled\\w*|429",
      ),
      azure("ServerBusy|TooManyRequests|\\w*QuotaExceeded|AccountIOPSLimitExceeded"),
      google(
        "RESOURCE_EXHAUSTED",
        "ResourceExhausted|TooManyRequests",
        "rateLimitExceeded|quotaExceeded|userRateLimitExceeded|dailyLimitExceeded|RATE_LIMIT_EXCEEDED",
      ),
      // Google forbids what goes beyond a quota.
      "google\\.api_core\\.exceptions\\.Forbidden: .*(?:[Qq]uota|[Rr]ate ?[Ll]imit)",
    ),
    "the other side says that too much was asked of it",
    ["Wait, then run it again; ask less at once.", "Look at the account's quotas."],
    "botocore.exceptions.ClientError: An error occurred (ProvisionedThroughputExceededException) when calling the GetItem operation: slow down",
  ),
  entry(
    "auth",
    any(
      aws(
        "(?!AuthorizationHeaderMalformed)[\\w.]*(?:AccessDenied|Unauthorized|Forbidden|NotAuthorized|Credential|ExpiredToken|Token|AuthFailure|Authentication|Authorization)\\w*|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId|AccountProblem|AllAccessDisabled|OptInRequired|NotSignedUp|InvalidSecurity|RequestTimeTooSkewed|RequestExpired|SignatureVersionNotSupported|403|401",
      ),
      azure(
        "\\w*(?:Authentication|Authorization)\\w*|PublicAccessNotPermitted|AccountIsDisabled|InsufficientAccountPermissions|KeyBasedAuthenticationNotPermitted|Forbidden",
      ),
      google(
        "UNAUTHENTICATED|PERMISSION_DENIED",
        "Unauthorized|Unauthenticated|Forbidden|PermissionDenied",
        "accessDenied|authError|forbidden|insufficientPermissions|billingNotEnabled|ACCESS_TOKEN_\\w+|SERVICE_DISABLED|API_KEY_INVALID",
      ),
    ),
    "the cloud did not accept the credentials, or does not let them do this",
    ["Check the credentials, and what the user, role or service account may do."],
    "botocore.errorfactory.UnauthorizedException: An error occurred (UnauthorizedException) when calling the GetRoleCredentials operation: Session token not found or invalid",
  ),
  entry(
    "timeout",
    any(
      aws("\\w*(?:Timeout|TimedOut)\\w*"),
      azure("OperationTimedOut|\\w*Timeout\\w*"),
      google("DEADLINE_EXCEEDED", "DeadlineExceeded|GatewayTimeout|RetryError"),
    ),
    "the cloud did not answer in time",
    ["Run it again; ask for less at once."],
    "google.api_core.exceptions.DeadlineExceeded: 504 Deadline Exceeded",
  ),
  entry(
    "lock",
    any(
      aws(
        "\\w*Conflict\\w*|OperationAborted|ConditionalCheckFailed\\w*|PreconditionFailed|\\w*InUse\\w*|ConcurrentModification\\w*|LockedException",
      ),
      azure("Lease\\w+|\\w*Conflict|BlobImmutableDueToPolicy|ConditionNotMet|\\w*BeingDeleted"),
      google("ABORTED", "Aborted"),
    ),
    "somebody else held or changed it meanwhile",
    ["Run it again, or at another time than the others."],
    "azure.core.exceptions.HttpResponseError: There is currently a lease on the blob and no lease ID was specified in the request. ErrorCode:LeaseIdMissing",
  ),
  entry(
    "network",
    any(
      aws("Internal\\w*|Service(?:Unavailable|Failure|Exception)?\\w*|50[0-3]|\\w*Unavailable\\w*"),
      azure("InternalError|ServiceUnavailable"),
      google(
        "UNAVAILABLE|INTERNAL|UNKNOWN",
        "ServiceUnavailable|InternalServerError|BadGateway|ServerError",
        "backendError|internalError",
      ),
      "azure\\.core\\.exceptions\\.Service(?:Request|Response)\\w*",
    ),
    "the cloud could not be reached, or had an error of its own",
    ["Run it again: Singer goes on at the last bookmark."],
    "google.api_core.exceptions.ServiceUnavailable: 503 failed to connect to all addresses",
    "usual",
  ),
  entry(
    "data",
    any(
      aws(
        "EntityTooLarge|EntityTooSmall|\\w*TooLarge\\w*|BadDigest|InvalidDigest|MalformedXML|Invalid(?:Text|Json|Csv)\\w*|\\w*ParsingError|CSV\\w+|JSON\\w+|Truncated\\w*|OverMaxRecordSize",
      ),
      azure("Md5Mismatch|RequestBodyTooLarge|InvalidMd5|BlobTypeNotSupported|Crc64Mismatch"),
      google("DATA_LOSS|OUT_OF_RANGE", "OutOfRange|DataLoss"),
      "FlexibleChecksumError|DataCorruption|(?:maximum|max) (?:allowed|permitted)? ?(?:item |object |message |record |payload )?size",
    ),
    "what was sent or came is too big, or not whole",
    ["Make batches smaller; look at the object it names."],
    "botocore.exceptions.ClientError: An error occurred (EntityTooLarge) when calling the PutObject operation: Your proposed upload exceeds the maximum allowed size",
  ),
  entry(
    "config",
    any(
      aws("[\\w.]+"),
      azure(
        "\\w*(?:NotFound|Invalid|DoesNotExist|AlreadyExists|Missing|Unsupported|OutOfRange|NotSupported|Mismatch)\\w*",
      ),
      google(
        "NOT_FOUND|ALREADY_EXISTS|INVALID_ARGUMENT|FAILED_PRECONDITION|UNIMPLEMENTED",
        "NotFound|AlreadyExists|Conflict|BadRequest|InvalidArgument|FailedPrecondition|MethodNotImplemented|PreconditionFailed",
        "notFound|invalid|duplicate|required",
      ),
      "azure\\.core\\.exceptions\\.Resource(?:NotFound|Exists)\\w*|InvalidConfigError|ConfigParseError|UnknownServiceError|UnknownRegionError|InvalidRegionError|ConfigNotFound|NoRegionError|S3UploadFailedError",
    ),
    "what is named is not there, or the request is not what the cloud expects",
    ["Check names, region and the other settings of the plugin against the line above."],
    "botocore.exceptions.ClientError: An error occurred (IllegalLocationConstraintException) when calling the CreateBucket operation: The unspecified location constraint is incompatible",
    "usual",
  ),
];

function entry(
  category: FailureCategory,
  says: RegExp,
  cause: string,
  advice: readonly string[],
  example: string,
  weight: Signature["weight"] = "precise",
): Signature {
  return { id: `cloud.${category}`, category, says, cause, advice, weight, example };
}
