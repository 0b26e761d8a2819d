export { maskValue } from "./mask-value.ts";
export { redactUrl } from "./redact-url.ts";
export { createRedactor, type Redactor } from "./redactor.ts";
export { isSecretName } from "./secret-name.ts";
export { hasSecretShape } from "./shapes.ts";
