import type { Json } from "../../lib/canonical-json.ts";
import type { CompiledSchema } from "../../quality/index.ts";
import { type KeyBudget, KeyMemory } from "./key-memory.ts";

/** The schema that a stream's records are held against. */
export interface StreamSchema {
  /** Equal for equal SCHEMA messages. */
  readonly hash: string;
  readonly schema: Json;
  /** `null` where it can't be used; its records are uninspected then. */
  readonly compiled: CompiledSchema | null;
}

/** What was seen of one stream. */
export class StreamTally {
  readonly stream: string;
  records = 0;
  bytes = 0;
  largest = 0;
  /** SCHEMA messages, repeated ones included. */
  schemas = 0;
  violations = 0;
  invalidRecords = 0;
  uninspected = 0;
  keyProperties: readonly string[] | null = null;
  bookmarkProperties: readonly string[] = [];
  schema: StreamSchema | null = null;
  firstSchemaLine: number | null = null;
  /** The latest value of the bookmark property that a record had; `null` where none was seen or it can't be compared. */
  latest: Json = null;
  version: number | null = null;
  versionLine: number | null = null;
  recordsOfVersion = 0;
  /** The version of the latest records, which may be activated only after them. */
  lastVersion: number | null = null;
  recordsOfLastVersion = 0;
  readonly keys: KeyMemory;

  constructor(stream: string, budget: KeyBudget) {
    this.stream = stream;
    this.keys = new KeyMemory(budget);
  }
}
