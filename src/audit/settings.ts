import { z } from "zod";
import { duration, filePath, httpUrl, secret, switchable } from "../lib/setting-types.ts";
import { readSigningKey } from "./checkpoint.ts";

/** Whether a text is a key that can sign checkpoints. */
export function isSigningKey(pem: string): boolean {
  return readSigningKey(pem) !== null;
}

/** `audit.checkpoints:`, signed heads of the account and where they go. */
const checkpointSettings = z
  .strictObject({
    every: switchable(duration).prefault("1d").meta({
      description:
        "How often `tick` signs the end of the account, where something came since; `none`: only `audit checkpoint` does.",
    }),
    path: filePath.optional().meta({
      description: "The file that each checkpoint is added to, a line each; best on another machine's disk.",
      defaultText: "`audit-checkpoints.jsonl` beside the store, or in `.meltano/pitchpipe`",
    }),
    url: httpUrl.optional().meta({
      sensitive: true,
      description: "Where each checkpoint is sent as JSON (POST), until somebody there takes it.",
    }),
  })
  .meta({ description: "Signed ends of the account, kept outside of it." });

/** `audit:`, the proof of what happened to the data. */
export const auditSettings = z
  .strictObject({
    on_unavailable: z.enum(["continue", "hold"]).default("continue").meta({
      description:
        "When neither the store nor its stand-in file can be written: let STATE messages pass and count what is not covered, or hold them back (the next run loads again).",
    }),
    key: secret.optional().meta({
      sensitive: true,
      description:
        "The Ed25519 private key that signs checkpoints, as PEM text: best by a reference to a file (`file:/path` between braces behind a `$`).",
      defaultText: "`audit.key` beside the store, or in `.meltano/pitchpipe`; made at first use",
    }),
    checkpoints: checkpointSettings.prefault({}),
  })
  .meta({ description: "Proof of what happened to the data." });
