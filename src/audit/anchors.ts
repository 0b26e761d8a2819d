import type { AuditEntry, ChainHead, ChainName, EntryKind } from "../model/audit-entry.ts";

/** The head of a chain as another chain's entry names it. */
export interface Anchor extends ChainHead {
  readonly chain: ChainName;
}

/** Entry kinds whose body names the head of another chain: `{chain, number, hash}`. */
export const anchorKinds: ReadonlySet<string> = new Set(["run_closed", "chain_anchored"]);

/** The entry that a checkpoint leaves: its body's `heads` are those of the runs under way. */
export const checkpointKind = "checkpoint" satisfies EntryKind;

const none: readonly Anchor[] = [];

/** The heads of other chains that an entry names; none where its body can't be read, which its hash will tell. */
export function anchorsOf({ kind, body }: Pick<AuditEntry, "kind" | "body">): readonly Anchor[] {
  if (kind !== checkpointKind && !anchorKinds.has(kind)) return none;
  const content = contentOf(body);
  if (kind !== checkpointKind) return anchorIn(content);
  const heads = content?.["heads"];
  return Array.isArray(heads) ? heads.flatMap(anchorIn) : none;
}

/** What a body says; `null` where it can't be read. */
export function contentOf(body: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(body);
  } catch {
    // Somebody changed it.
    return null;
  }
}

function anchorIn(value: unknown): readonly Anchor[] {
  const { chain, number, hash }: Readonly<Record<string, unknown>> = { ...(value ?? {}) };
  return typeof chain === "string" && typeof number === "number" && typeof hash === "string"
    ? [{ chain, number, hash }]
    : none;
}
