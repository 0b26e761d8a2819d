import type { LineHead } from "../singer/index.ts";

const word = Buffer.from("STATE");

/**
 * Whether a reader could take a line for a STATE. Targets match `STATE` exactly, but they also split lines at a bare `\r`,
 * so garbage that has the word in it counts too: what may be a bookmark waits for its proof like one.
 */
export function maybeState(head: LineHead, bytes: Buffer, start: number, end: number): boolean {
  if (head.kind === "STATE") return true;
  if (head.kind === "UNKNOWN") return head.type?.toUpperCase() === "STATE";
  return head.kind === "GARBAGE" && bytes.subarray(start, end).includes(word);
}
