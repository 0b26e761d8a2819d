import { readProof } from "../../../audit/proof/read.ts";
import { existingText, refuseOther, writeWhole } from "../outside-file.ts";

/** Raises `USAGE` where a file is there that is no proof: it is not ours to write over. */
export function refuseOtherThanProof(path: string): void {
  refuseOther(path, { noun: "proof", isOne: (text) => readProof(text).proof !== null });
}

/** Writes a proof, whole or not at all, readable for this user alone. Raises `USAGE`. */
export function writeProofFile(path: string, text: string, id: string): void {
  writeWhole(path, text, { id, noun: "proof", code: "USAGE" });
}

/** The text of a file to check. Raises `FILE_UNREADABLE`. */
export function proofText(path: string): string {
  return existingText(path, "Name a file that `pitchpipe runs proof RUN --out FILE` has written.");
}
