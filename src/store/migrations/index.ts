import { spine } from "./0001-spine.ts";
import type { Migration } from "./migration.ts";

/** All steps forward, in order. */
export const migrations: readonly Migration[] = [spine];
