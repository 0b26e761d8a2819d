import type { Signature } from "../signature.ts";

/** Credentials and storage of cloud vendors. */
export const cloud: readonly Signature[] = [
  {
    id: "aws.credentials",
    category: "auth",
    says: /NoCredentialsError|Unable to locate credentials|PartialCredentialsError|\((?:ExpiredToken|ExpiredTokenException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClientException|InvalidToken|AuthFailure|RequestExpired)\)|TokenRetrievalError|SSOTokenLoadError/,
    cause: "AWS did not find or not accept the credentials",
    advice: ["Check the access key, its secret and its session token, or the role of this host."],
    weight: "precise",
    example: "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
  },
  {
    id: "aws.denied",
    category: "auth",
    says: /\((?:AccessDenied|AccessDeniedException|AllAccessDisabled|UnauthorizedOperation|KMS\.AccessDeniedException|403)\)/,
    cause: "AWS does not let these credentials do this",
    advice: ["Check the policies of the user or role."],
    weight: "precise",
    example:
      "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied",
  },
  {
    id: "aws.throttled",
    category: "rate_limit",
    says: /\((?:SlowDown|Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException|BandwidthLimitExceeded)\)/,
    cause: "AWS says that too much was asked of it",
    advice: ["Wait, then run it again."],
    weight: "precise",
    example:
      "botocore.exceptions.ClientError: An error occurred (SlowDown) when calling the ListObjectsV2 operation: Please reduce your request rate.",
  },
  {
    id: "aws.missing",
    category: "config",
    says: /\((?:NoSuchBucket|NoSuchKey|ResourceNotFoundException|PermanentRedirect|InvalidBucketName|404|NotFound)\)|NoRegionError|You must specify a region/,
    cause: "the bucket, key or resource is not there",
    advice: ["Check bucket, prefix and region in the plugin's settings."],
    weight: "precise",
    example:
      "botocore.errorfactory.NoSuchBucket: An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist",
  },
  {
    id: "google.credentials",
    category: "auth",
    says: /DefaultCredentialsError|Your default credentials were not found|google\.auth\.exceptions\.RefreshError|Could not deserialize key data|MalformedError|Invalid JWT/,
    cause: "Google did not find or not accept the credentials",
    advice: ["Check the service account's key, or GOOGLE_APPLICATION_CREDENTIALS."],
    weight: "precise",
    example: "google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found.",
  },
  {
    id: "azure.credentials",
    category: "auth",
    says: /AADSTS\d+|ClientAuthenticationError|CredentialUnavailableError|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch/,
    cause: "Azure did not accept the credentials",
    advice: ["Check tenant, client and secret, and the role on the storage account."],
    weight: "precise",
    example:
      "azure.core.exceptions.ClientAuthenticationError: Authentication failed: AADSTS7000215: Invalid client secret provided.",
  },
  {
    id: "ssh.authentication",
    category: "auth",
    says: /paramiko\.ssh_exception\.\w*Authentication\w*|Permission denied \(publickey|Authentication failed\.$|530 (?:Login incorrect|Not logged in)/,
    cause: "the SSH or FTP server did not accept the login",
    advice: ["Check user, key and password."],
    weight: "precise",
    example: "paramiko.ssh_exception.AuthenticationException: Authentication failed.",
  },
];
