import type { AnyCheck } from "../check.ts";

/** Every check. A new one is a file beside this one and a line here. */
export const checks: readonly AnyCheck[] = [];
