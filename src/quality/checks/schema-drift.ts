import { z } from "zod";
import type { Json } from "../../lib/canonical-json.ts";
import type { SchemaChange } from "../../model/finding.ts";
import { type CheckContext, defineCheck, noOutcomes, type Outcome, type SchemaView } from "../check.ts";
import { type DeclaredStream, diffInferred, diffSchemas } from "../drift/index.ts";
import { isObject } from "../fields/field.ts";
import { alwaysRuns, schemaHash } from "../history/index.ts";

const contract = z
  .strictObject({
    properties: z.record(z.string(), z.custom<Json>()).meta({
      description: "Property schemas as in a SCHEMA message.",
      literal: true,
    }),
    required: z.array(z.string()).optional().meta({ description: "Properties that every row must have." }),
    additionalProperties: z.boolean().optional().meta({
      description: "`false`: a property that the contract doesn't name is a breaking change.",
    }),
    key_properties: z.array(z.string()).optional().meta({ description: "The keys that rows are merged by." }),
  })
  .meta({ description: "What was agreed: the SCHEMA may only differ from it in safe ways." });

const settings = z
  .strictObject({ contract: contract.optional() })
  .meta({ description: "SCHEMA against the last good run, and against a contract where one is given." });

type DriftSettings = z.output<typeof settings>;

/** What changed in a stream's schema, told at the SCHEMA message: before a target alters its table. */
export const schemaDrift = defineCheck<DriftSettings>({
  key: "schema_drift",
  settings,
  needs: ["schema"],
  decides: "stream",
  isWhole: true,
  actions: [],
  type: "schema_change",
  countsBreaking: true,
  byDefault: {},
  create: (given, context) => new SchemaDrift(given, context),
});

class SchemaDrift {
  readonly #contract: DriftSettings["contract"];
  readonly #context: CheckContext;
  /** The last SCHEMA of this run. */
  #held: (DeclaredStream & { readonly hash: string; readonly line: number }) | null = null;
  /** The first one waits for the history to arrive. */
  #waiting: (DeclaredStream & { readonly hash: string; readonly line: number }) | null = null;

  constructor(given: DriftSettings, context: CheckContext) {
    this.#contract = given.contract;
    this.#context = context;
  }

  onSchema({ schema, keyProperties, line }: SchemaView): readonly Outcome[] {
    const hash = schemaHash(schema, keyProperties);
    if (hash === this.#held?.hash) return noOutcomes;
    const before = this.#held;
    this.#held = { schema, keyProperties, hash, line };
    const outcomes = this.#againstContract(this.#held);
    if (before !== null) return [...outcomes, ...this.#compare(before, this.#held, "earlier in this run")];
    this.#waiting = this.#held;
    return [...outcomes, ...this.onSegmentEnd()];
  }

  /** Compares the first SCHEMA with the last run's as soon as that is known. */
  onSegmentEnd(): readonly Outcome[] {
    if (this.#waiting === null || !this.#context.history.isKnown) return noOutcomes;
    const waiting = this.#waiting;
    this.#waiting = null;
    const past = this.#context.history.schema;
    if (past === null || past.hash === waiting.hash) return noOutcomes;
    if (past.schema === null) return [tooLarge(waiting.line)];
    return this.#compare(past, waiting, "in the last good run");
  }

  onEnd({ complete }: { readonly complete: boolean }): readonly Outcome[] {
    const { history } = this.#context;
    if (!history.isKnown)
      return [{ outcome: "insufficient_history", message: "Earlier runs could not be read." }];
    const late = this.onSegmentEnd();
    if (this.#held === null) return complete ? this.#missing() : noOutcomes;
    if (history.schema === null || history.inferredNow === null) return late;
    const log = diffInferred(history.schema.inferred, history.inferredNow);
    return [...late, ...outcomesOf(log, "in the last good run")];
  }

  #missing(): readonly Outcome[] {
    const { history, counts } = this.#context;
    if (counts.records > 0 || history.runsInARow < alwaysRuns) return noOutcomes;
    const change: SchemaChange = {
      path: "$",
      kind: "stream_missing",
      before: `in the last ${history.runsInARow} runs`,
      after: null,
      class: "breaking",
      reason: "its table gets no more rows",
      line: null,
    };
    const message = `The stream did not come; it came in the last ${history.runsInARow} good runs.`;
    return [{ outcome: "violated", message, breaking: 1, changes: [change], line: null, records: 0 }];
  }

  #againstContract(now: DeclaredStream & { readonly line: number }): readonly Outcome[] {
    if (this.#contract === undefined) return noOutcomes;
    const { key_properties, ...schema } = this.#contract;
    // What the contract leaves unsaid of the row as a whole (that it is an object, say) is as the tap has it.
    const unsaid = isObject(now.schema) ? now.schema : {};
    const agreed = {
      schema: { ...unsaid, ...schema } as Json,
      keyProperties: key_properties ?? now.keyProperties,
    };
    return this.#compare(agreed, now, "in the contract");
  }

  #compare(
    before: DeclaredStream,
    after: DeclaredStream & { readonly line: number },
    where: string,
  ): readonly Outcome[] {
    const log = diffSchemas(before, after, after.line);
    const isClosed = where === "in the contract" && this.#contract?.additionalProperties === false;
    return outcomesOf(isClosed ? closed(log) : log, where, after.line);
  }
}

interface Changes {
  readonly changes: readonly SchemaChange[];
  readonly breaking: number;
  readonly total: number;
}

/** Under a contract that allows nothing more, a property that came in breaks it. What the schema leaves open does not. */
function closed({ changes }: Changes): Changes {
  const judged = changes
    .filter(({ kind }) => kind !== "additional_properties_allowed")
    .map((change) =>
      change.kind === "property_added"
        ? { ...change, class: "breaking" as const, reason: "the contract allows no other properties" }
        : change,
    );
  const breaking = judged.filter((change) => change.class === "breaking").length;
  return { changes: judged, breaking, total: judged.length };
}

function outcomesOf(
  { changes, breaking, total }: Changes,
  where: string,
  line: number | null = null,
): readonly Outcome[] {
  if (total === 0) return noOutcomes;
  const outcome = { outcome: "violated", count: total, breaking, changes, line } as const;
  const message = messageOf(changes, { breaking, total }, where);
  // What only lets in more is worth knowing, and nobody has to do anything.
  return [breaking === 0 ? { ...outcome, message, severity: "info" } : { ...outcome, message }];
}

function messageOf(
  changes: readonly SchemaChange[],
  { breaking, total }: { readonly breaking: number; readonly total: number },
  where: string,
): string {
  const worst = changes.find((change) => change.class === "breaking") ?? changes[0];
  const first = worst === undefined ? "" : `: ${worst.path} ${worst.kind.replaceAll("_", " ")}`;
  const more = total > 1 ? ` and ${total - 1} more` : "";
  const weight = breaking === 0 ? "safe" : `${breaking} breaking`;
  return `The schema is not what it was ${where}${first}${more} (${weight}).`;
}

function tooLarge(line: number): Outcome {
  const message = "The schema changed since the last good run; it was too large then to keep what it was.";
  return { outcome: "violated", message, severity: "info", line };
}
