export { diffInferred } from "./diff-inferred.ts";
export { type DeclaredStream, diffSchemas } from "./diff-schemas.ts";
export { type InferredTypes, TypeInference } from "./infer-types.ts";
