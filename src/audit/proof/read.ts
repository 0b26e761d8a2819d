import { type Proof, proofDocument } from "./document.ts";
import { dataIn, proofPage } from "./page/page.ts";

/** What a file turned out to be. */
export type ReadProof =
  | { readonly format: "json" | "html"; readonly proof: Proof; readonly fault: null }
  | { readonly format: "json" | "html" | null; readonly proof: null; readonly fault: string };

/** Takes a proof out of a text; a page must show exactly what its data say. */
export function readProof(text: string): ReadProof {
  const format = /^\s*</.test(text) ? "html" : "json";
  const data = format === "html" ? dataIn(text) : text;
  if (data === null) return { format, proof: null, fault: "the page carries no proof" };
  const value = jsonOf(data);
  if (value === undefined) return { format, proof: null, fault: "it is no JSON" };
  const hidden = hiddenPart(data, value);
  if (hidden !== null) return { format, proof: null, fault: hidden };
  const parsed = proofDocument.safeParse(value);
  if (!parsed.success) {
    const { path = [], message = "" } = parsed.error.issues[0] ?? {};
    return { format, proof: null, fault: `it is no proof of a run: ${path.join(".")} ${message}`.trim() };
  }
  const proof = parsed.data;
  if (countNames(proof) !== countNames(value))
    return { format, proof: null, fault: "it holds a name that no proof has" };
  if (format === "json") return { format, proof, fault: null };
  const at = firstDifference(text, proofPage(proof));
  if (at === null) return { format, proof, fault: null };
  return { format, proof: null, fault: `line ${at} of the page does not show what its data say` };
}

/** A name that stands twice in an object shows one value to a reader, and gives another one to a program. */
function hiddenPart(text: string, value: unknown): string | null {
  const names = text.match(/"(?:[^"\\]|\\.)*"\s*:/g)?.length ?? 0;
  return names === countNames(value) ? null : "a name in it stands twice";
}

function countNames(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, one) => sum + countNames(one), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** The number of the first line that differs. */
function firstDifference(text: string, made: string): number | null {
  if (text === made) return null;
  const [lines, expected] = [text.split("\n"), made.split("\n")];
  const at = expected.findIndex((line, index) => lines[index] !== line);
  return (at < 0 ? expected.length : at) + 1;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut, or something else altogether.
    return undefined;
  }
}
