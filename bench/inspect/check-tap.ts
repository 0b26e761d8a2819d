import { join } from "node:path";
import { installPeer } from "../python-peer.ts";

/** The real singer-check-tap; its own requirements are of 2017, and the newer jsonschema it gets here is the quicker one. */
export async function installCheckTap(say: (line: string) => void): Promise<string> {
  return join(await installPeer("singer-tools==0.4.1", say), "python");
}
