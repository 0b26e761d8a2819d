export { redactUrl } from "./redact-url.ts";
export { createRedactor, type Redactor } from "./redactor.ts";
export { isSecretName } from "./secret-name.ts";
