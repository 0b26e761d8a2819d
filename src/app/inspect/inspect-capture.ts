import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { messageOf, UsageError } from "../../lib/errors.ts";
import { CaptureInspector } from "./capture-inspector.ts";
import { CaptureReader } from "./capture-reader.ts";
import { longestLine } from "./huge-line.ts";
import { type InspectDocument, inspectDocument } from "./inspect-document.ts";
import { Inspection } from "./inspection.ts";
import { judgeEnd } from "./judge-end.ts";

export interface InspectOptions {
  /** Called now and then with the bytes read and the file's size, `null` where that is not known. */
  readonly onProgress?: (read: number, size: number | null) => void;
  /** Memory for the keys that were seen, in bytes. */
  readonly keyBudget?: number;
}

const usualKeyBudget = 96 * 1024 * 1024;

/** Inspects a captured stream in a file, in flat memory. Throws a UsageError where the file can't be read. */
export function inspectFile(path: string, options: InspectOptions = {}): InspectDocument {
  const work = start(options);
  const file = open(path);
  try {
    const { size } = fstatSync(file);
    for (let read = -1; read !== 0; ) {
      read = readSync(file, work.reader.space(), { position: null });
      work.reader.filled(read);
      options.onProgress?.(work.reader.bytes, size > 0 ? size : null);
    }
  } catch (thrown) {
    throw isSystemError(thrown) ? unreadable(path, thrown) : thrown;
  } finally {
    closeSync(file);
  }
  return finish(path, work);
}

/** Inspects what comes out of a pipe; `file` in the document is `-`. */
export async function inspectPipe(
  chunks: AsyncIterable<string | Uint8Array>,
  options: InspectOptions = {},
): Promise<InspectDocument> {
  const work = start(options);
  for await (const chunk of chunks) {
    work.reader.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    options.onProgress?.(work.reader.bytes, null);
  }
  return finish("-", work);
}

interface Work {
  readonly inspection: Inspection;
  readonly capture: CaptureInspector;
  readonly reader: CaptureReader;
}

function start({ keyBudget = usualKeyBudget }: InspectOptions): Work {
  const inspection = new Inspection({ left: keyBudget });
  const capture = new CaptureInspector(inspection);
  return { inspection, capture, reader: new CaptureReader(capture, longestLine) };
}

function finish(file: string, work: Work): InspectDocument {
  work.reader.end();
  judgeEnd(work.inspection, work.capture);
  return inspectDocument(file, work);
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && "syscall" in thrown;
}

function unreadable(path: string, cause: unknown): UsageError {
  return new UsageError({
    code: "FILE_UNREADABLE",
    what: `${path} could not be read.`,
    why: messageOf(cause),
    whatToDo: "Give the path of a captured stream, or - to read a pipe.",
    cause,
  });
}
