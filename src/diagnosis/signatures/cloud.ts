import type { Signature } from "../signature.ts";

/** Credentials and storage of cloud vendors. */
export const cloud: readonly Signature[] = [
  {
    id: "aws.credentials",
    category: "auth",
    says: /NoCredentialsError|Unable to locate credentials|PartialCredentialsError|\((?:ExpiredToken|ExpiredTokenException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClientException|InvalidToken|AuthFailure|RequestExpired|RequestTimeTooSkewed|MissingAuthenticationToken\w*|NotAuthorizedException)\)|TokenRetrievalError|SSOTokenLoadError/,
    cause: "AWS did not find or not accept the credentials",
    advice: ["Check the access key, its secret and its session token, or the role of this host."],
    weight: "precise",
    example: "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
  },
  {
    id: "aws.denied",
    category: "auth",
    says: /An error occurred \((?:AccessDenied|AccessDeniedException|AllAccessDisabled|UnauthorizedOperation|KMS\.AccessDeniedException|403)\)/,
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
    id: "aws.server_error",
    category: "network",
    says: /\((?:InternalError|InternalFailure|InternalServerError|InternalServerException|ServiceUnavailable|ServiceUnavailableException)\) when calling/,
    cause: "AWS had an error of its own",
    advice: ["Run it again: Singer goes on at the last bookmark."],
    weight: "precise",
    example:
      "botocore.exceptions.ClientError: An error occurred (InternalError) when calling the PutObject operation (reached max retries: 1): We encountered an internal error. Please try again.",
  },
  {
    id: "aws.missing",
    category: "config",
    says: /\((?:NoSuchBucket|NoSuchKey|ResourceNotFoundException|PermanentRedirect|InvalidBucketName|404|NotFound)\)|NoRegionError|ParamValidationError|ProfileNotFound|You must specify a region/,
    cause: "the bucket, key or resource is not there",
    advice: ["Check bucket, prefix and region in the plugin's settings."],
    weight: "precise",
    example:
      "botocore.errorfactory.NoSuchBucket: An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist",
  },
  {
    id: "google.key_file",
    category: "config",
    says: /google\.auth\.exceptions\.MalformedError|Service account info was not in the expected format|not a valid service account/,
    cause: "the service account's key file is not one, or not whole",
    advice: ["Download the key anew, and give all of its JSON to the plugin."],
    weight: "precise",
    example:
      "google.auth.exceptions.MalformedError: Service account info was not in the expected format, missing fields token_uri.",
  },
  {
    id: "google.credentials",
    category: "auth",
    says: /DefaultCredentialsError|Your default credentials were not found|google\.auth\.exceptions\.RefreshError|Invalid JWT/,
    cause: "Google did not find or not accept the credentials",
    advice: ["Check the service account's key, or GOOGLE_APPLICATION_CREDENTIALS."],
    weight: "precise",
    example: "google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found.",
  },
  {
    id: "azure.credentials",
    category: "auth",
    says: /AADSTS\d+|ClientAuthenticationError|CredentialUnavailableError|(?<=azure.*|ErrorCode:|<Code>)AuthenticationFailed|(?<=azure.*|ErrorCode:|<Code>)AuthorizationFailure|AuthorizationPermissionMismatch/,
    cause: "Azure did not accept the credentials",
    advice: ["Check tenant, client and secret, and the role on the storage account."],
    weight: "precise",
    example:
      "azure.core.exceptions.ClientAuthenticationError: Authentication failed: AADSTS7000215: Invalid client secret provided.",
  },
  {
    id: "ssh.host_key",
    category: "config",
    says: /Server '[^']*' not found in known_hosts|Host key verification failed|Host key for server .* does not match/,
    cause: "the SSH server's key is not the one that is known here",
    advice: ["Add the server's key to known_hosts, after asking its owner for the fingerprint."],
    weight: "precise",
    example: "paramiko.ssh_exception.SSHException: Server '[127.0.0.1]:36183' not found in known_hosts",
  },
  {
    id: "key.unreadable",
    category: "config",
    says: /Could not deserialize key data|Could not (?:parse|load|read|decode) the (?:provided )?(?:public|private|PEM|RSA)|InvalidKeyError|not a valid (?:RSA|DSA|EC|OPENSSH|Ed25519)? ?private key|(?:Unable to load|Could not load|Invalid) (?:PEM|private key)|PasswordRequiredException|private key file is encrypted/i,
    cause: "the private key can't be read: another format, cut off, or locked by a passphrase",
    advice: ["Check the key in the plugin's settings, its line breaks and its passphrase."],
    weight: "precise",
    example:
      "ValueError: Could not deserialize key data. The data may be in an incorrect format, it may be encrypted with an unsupported algorithm, or it may be an unsupported key type",
  },
  {
    id: "ftp.no_file",
    category: "config",
    says: /error_perm: 550\b/,
    cause: "the FTP server has no such file or folder, or does not show it to this user",
    advice: ["Check the path in the plugin's settings, and what the user may see."],
    weight: "precise",
    example: "ftplib.error_perm: 550 Failed to change directory.",
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
