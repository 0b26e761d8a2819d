import type { z } from "zod";
import { messageOf, UsageError } from "../../lib/errors.ts";
import { type SignalInput, signalInput } from "./signal-input.ts";

/** How many wrong lines one error names. */
const shownFaults = 10;

/** A signal from plain JSON; raises `USAGE` with all that is wrong with it. */
export function readSignal(json: unknown): SignalInput {
  const parsed = signalInput.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UsageError({
    code: "USAGE",
    what: "This is no signal.",
    why: faultsOf(parsed.error).join("; "),
    whatToDo: "See `pitchpipe alerts send --help`.",
  });
}

/** A signal a line; empty lines are passed over. One wrong line refuses all, and every wrong one is named. */
export function readSignalLines(text: string): SignalInput[] {
  const inputs: SignalInput[] = [];
  const faults: string[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    if ("input" in parsed) inputs.push(parsed.input);
    else faults.push(`line ${at + 1}: ${parsed.fault}`);
  }
  if (faults.length > 0) throw refusal(faults);
  return inputs;
}

function parseLine(line: string): { readonly input: SignalInput } | { readonly fault: string } {
  try {
    const parsed = signalInput.safeParse(JSON.parse(line));
    return parsed.success ? { input: parsed.data } : { fault: faultsOf(parsed.error).join("; ") };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { fault: messageOf(thrown) };
    throw thrown;
  }
}

function refusal(faults: readonly string[]): UsageError {
  const more = faults.length > shownFaults ? ` and ${faults.length - shownFaults} more` : "";
  return new UsageError({
    code: "USAGE",
    what: `${faults.length} ${faults.length === 1 ? "line is" : "lines are"} no signal; nothing was sent.`,
    why: faults.slice(0, shownFaults).join(" | ") + more,
    whatToDo: "Mend the lines and send the file again.",
  });
}

function faultsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
}
