const alwaysSecret = new Set([
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "pass",
  "secret",
  "secrets",
  "token",
  "credential",
  "credentials",
  "apikey",
  "authorization",
]);

/** `primary_key` and `replication_key` are no secrets; a key is one only after one of these words. */
const keysOf = new Set([
  "access",
  "account",
  "api",
  "app",
  "auth",
  "encryption",
  "hmac",
  "license",
  "master",
  "private",
  "routing",
  "secret",
  "service",
  "shared",
  "signing",
  "ssh",
  "storage",
  "subscription",
]);

/** `token_url` and `password_file` say where something is, not what it is. */
const harmlessEndings = new Set(
  (
    "algorithm arn auth column count dir directory enabled endpoint env expiry expires field file folder header id " +
    "in length limit lifetime method mode name names path policy prefix required timeout ttl type uri url user " +
    "username version"
  ).split(" "),
);

/** Whether a setting or variable with this name holds a secret: `api_key`, `SMTP_PASSWORD`, `clientSecret`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const ending = words.slice(-2).join("_");
  if (ending === "webhook_url" || ending === "connection_string") return true;
  if (harmlessEndings.has(last)) return false;
  return words.some(
    (word, at) => alwaysSecret.has(word) || (word === "key" && keysOf.has(words[at - 1] ?? "")),
  );
}

function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
