import { type SigningKey, signed } from "../signed-document.ts";
import { type Proof, type ProofContent, proofDocument } from "./document.ts";
import { proofPage } from "./page/page.ts";

/** Signs what is known of a run. Its fields are in the order of the schema, in which whoever checks reads them. */
export function signProof(content: ProofContent, key: SigningKey): Proof {
  return proofDocument.parse(signed({ version: 1, kind: "run_proof", layout: 1, ...content }, key));
}

/** The proof as a file: a JSON document, or a page that carries it. */
export function writeProof(proof: Proof, format: "json" | "html"): string {
  return format === "html" ? proofPage(proof) : `${JSON.stringify(proof, null, 2)}\n`;
}
