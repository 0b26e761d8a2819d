import { toTimestamp } from "../../lib/clock.ts";
import { authorOf } from "../alerts/author.ts";
import type { OpenedProject } from "../open-project.ts";
import { withQuarantine } from "./hold-quarantine.ts";
import { quarantineFolder } from "./quarantine-folder.ts";
import { type QuarantineRow, quarantineFiles, type RowFilter, rowsOf } from "./read-rows.ts";
import { markReplayed } from "./replayed-lines.ts";
import { type RowGate, rowGate } from "./row-gate.ts";
import { readSchema } from "./schema-files.ts";
import { needWritable, writingTo } from "./unwritable.ts";

export interface ReplayOptions extends RowFilter {
  /** Rows that were replayed before are emitted again. */
  readonly again: boolean;
  /** Takes bytes of the Singer stream; settles when they are out, rejects where nobody reads any more. */
  readonly write: (bytes: Buffer) => Promise<void>;
}

/** What came of a replay. */
export interface Replayed {
  readonly replayed: number;
  /** Rows that checks hold back still, by reason. */
  readonly held: ReadonlyMap<string, number>;
  /** Rows that can't be replayed, by reason. */
  readonly impossible: ReadonlyMap<string, number>;
}

const writeSize = 256 * 1024;

/**
 * Emits rows of the quarantine as a Singer stream: each stream's own SCHEMA first, the rows as they came, and no STATE. Rows
 * that the checks of the configuration hold back now stay. Marks what was replayed once all of it was taken; rejects, and
 * marks nothing, where it was not.
 */
export function replayQuarantine(project: OpenedProject, options: ReplayOptions): Promise<Replayed> {
  const folder = quarantineFolder(project);
  return withQuarantine(project, async () => {
    needWritable(folder);
    const replay = new Replay(folder, (tap) => rowGate(project, tap), options.write);
    const filter = { ...options, pendingOnly: !options.again };
    const onDamaged = (): void => replay.passOver("its line in the file is damaged");
    for (const row of rowsOf(quarantineFiles(folder), filter, onDamaged)) await replay.take(row);
    await replay.flush();
    await writeDown(project, options, replay.result);
    const at = toTimestamp(project.clock.now());
    const why = "The rows went out, and not all are marked as replayed: those come again next time.";
    writingTo(folder, why, () => {
      for (const [file, lines] of replay.emitted) markReplayed(file, lines, at);
    });
    return replay.result;
  });
}

/** The rows are out by now, whether or not this can be kept anywhere: the recorder says where it can't. */
async function writeDown(
  { recorder, clock, newId }: OpenedProject,
  { runId, stream }: ReplayOptions,
  { replayed, held }: Replayed,
): Promise<void> {
  if (replayed === 0) return;
  const replay = {
    ...{ at: clock.now(), by: authorOf(null), runId: runId ?? null, stream: stream ?? null },
    records: replayed,
    held: [...held.values()].reduce((sum, rows) => sum + rows, 0),
  };
  await recorder.record([{ kind: "replayed", replayId: newId(), replay }]);
}

class Replay {
  /** The lines of each file that went out. */
  readonly emitted = new Map<string, number[]>();
  readonly #folder: string;
  readonly #newGate: (tap: string | null) => RowGate;
  readonly #gates = new Map<string | null, RowGate>();
  readonly #write: (bytes: Buffer) => Promise<void>;
  /** The hash of the SCHEMA that each stream's rows were last judged by, and of the one that last went out. */
  readonly #judgedBy = new Map<string, string>();
  readonly #sent = new Map<string, string>();
  readonly #held = new Map<string, number>();
  readonly #impossible = new Map<string, number>();
  #replayed = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(
    folder: string,
    newGate: (tap: string | null) => RowGate,
    write: (bytes: Buffer) => Promise<void>,
  ) {
    this.#folder = folder;
    this.#newGate = newGate;
    this.#write = write;
  }

  get result(): Replayed {
    return { replayed: this.#replayed, held: this.#held, impossible: this.#impossible };
  }

  async take(row: QuarantineRow): Promise<void> {
    const { stream, original, schemaSha256 } = row.entry;
    const obstacle = obstacleTo(row);
    if (obstacle !== null || stream === null || original === null || schemaSha256 === null) {
      this.passOver(obstacle ?? "it is no row of a stream");
      return;
    }
    const schema = readSchema(this.#folder, schemaSha256);
    if (schema === null) {
      this.passOver("its SCHEMA is gone");
      return;
    }
    const { tap } = row.entry;
    const gate = this.#gateOf(tap);
    if (isNew(this.#judgedBy, JSON.stringify([tap, stream]), schemaSha256)) gate.schema(withNewline(schema));
    const verdict = gate.row(withNewline(original));
    if (verdict.bytes === null) {
      count(this.#held, verdict.reason);
      return;
    }
    if (isNew(this.#sent, stream, schemaSha256)) this.#push(withNewline(schema));
    this.#push(verdict.bytes);
    this.#note(row);
    if (this.#waitingBytes >= writeSize) await this.flush();
  }

  /** Counts a row that can't be replayed. */
  passOver(reason: string): void {
    count(this.#impossible, reason);
  }

  #gateOf(tap: string | null): RowGate {
    const known = this.#gates.get(tap);
    if (known !== undefined) return known;
    const gate = this.#newGate(tap);
    this.#gates.set(tap, gate);
    return gate;
  }

  #note({ file, lineIndex }: QuarantineRow): void {
    this.#replayed++;
    const lines = this.emitted.get(file);
    if (lines === undefined) this.emitted.set(file, [lineIndex]);
    else lines.push(lineIndex);
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  async flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#write(bytes);
  }
}

function obstacleTo({ entry }: QuarantineRow): string | null {
  if (entry.stream === null) return "it is no row of a stream";
  if (entry.original === null) return "only its key was kept";
  return entry.schemaSha256 === null ? "it came before any SCHEMA" : null;
}

/** Whether a stream has another SCHEMA than before; it has it from now on. */
function isNew(schemas: Map<string, string>, stream: string, sha256: string): boolean {
  if (schemas.get(stream) === sha256) return false;
  schemas.set(stream, sha256);
  return true;
}

function withNewline(line: Buffer): Buffer {
  return line.at(-1) === 10 ? line : Buffer.concat([line, Buffer.from("\n")]);
}

function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
