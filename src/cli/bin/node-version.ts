import { oldestNode } from "../../lib/version.ts";

/**
 * One clear line for a Node that is too old, or `null`. It runs before anything else is loaded: a native module under
 * the wrong Node ends the process without a word.
 */
export function wrongNode(running: string): string | null {
  const [major = 0, minor = 0] = running.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return null;
  return `pitchpipe needs Node ${oldestNode} or newer, this is Node ${running}: install a newer Node and make sure it is first on PATH. [NODE_TOO_OLD]\n`;
}
