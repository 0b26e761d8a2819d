import { type Checkpoint, checkpointDocument, checkpointFault } from "./checkpoint.ts";

/** The checkpoints of a file, each with its signature checked; or why one can't be believed. */
export type ReadCheckpoints =
  | { readonly checkpoints: readonly Checkpoint[]; readonly fault: null }
  | { readonly checkpoints: null; readonly fault: string };

/**
 * Reads what `audit checkpoint` writes: one document, or a line for each. A last line that was torn off is left out, as it was
 * never finished.
 */
export function readCheckpoints(text: string): ReadCheckpoints {
  const whole = jsonOf(text);
  if (whole !== undefined) return checked([whole]);
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  const values = lines.filter((line) => line.trim() !== "").map(jsonOf);
  const lastValue = jsonOf(last);
  if (lastValue !== undefined) values.push(lastValue);
  return values.length === 0 ? refused("it holds no checkpoint") : checked(values);
}

function checked(values: readonly unknown[]): ReadCheckpoints {
  const checkpoints: Checkpoint[] = [];
  for (const [index, value] of values.entries()) {
    const place = values.length === 1 ? "it" : `checkpoint ${index + 1} in it`;
    const parsed = checkpointDocument.safeParse(value);
    if (!parsed.success) return refused(`${place} is no checkpoint of pitchpipe, or is damaged`);
    const fault = checkpointFault(parsed.data);
    if (fault !== null) return refused(`${place} was changed: ${fault}`);
    if (parsed.data.kind === "cut") return refused(`${place} says what was cut away, and is no checkpoint`);
    checkpoints.push(parsed.data);
  }
  return { checkpoints, fault: null };
}

function refused(fault: string): ReadCheckpoints {
  return { checkpoints: null, fault };
}

/** `undefined` for a text that is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever reads the file says so.
    return undefined;
  }
}
