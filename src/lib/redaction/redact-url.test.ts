import { describe, expect, it } from "vitest";
import { redactUrl } from "./redact-url.ts";
import { isSecretName } from "./secret-name.ts";

it.each([
  ["postgres://etl:hunter2@db/x", "postgres://etl:***@db/x"],
  ["https://h/x?token=abc&page=2&sig=zzz", "https://h/x?token=***&page=2&sig=***"],
  ["https://a1b2c3d4e5f6a7b8c9d0e1@sentry.example.com/1", "https://***@sentry.example.com/1"],
  ["https://hooks.slack.com/services/T0/B0/x", "https://hooks.slack.com/services/***"],
  ["sqlite:.meltano/pitchpipe/pitchpipe.db", "sqlite:.meltano/pitchpipe/pitchpipe.db"],
  ["not a url", "not a url"],
])("shows %s as %s", (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
  expect(redactUrl(shown)).toBe(shown);
});

describe("names", () => {
  it.each([
    "password",
    "SMTP_PASSWORD",
    "TAP_GITHUB_AUTH_TOKEN",
    "clientSecret",
    "api_key",
    "private_key",
    "secret_access_key",
    "credentials_json",
    "slack_webhook_url",
    "Authorization",
    "password_prod",
  ])("of secrets: %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "primary_key",
    "replication_key",
    "key_properties",
    "token_url",
    "password_file",
    "max_tokens",
    "secret_name",
    "user",
    "host",
    "passive",
    "access_key_id",
  ])("of other things: %s", (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
