import type { MapperConfig } from "../../config/index.ts";
import type { FailDecision, Inspector } from "../../mapper/inspector.ts";
import type { FactRecorder } from "../../model/fact.ts";
import { matchesStream } from "../../quality/engine/glob.ts";

/** Keys of `streams` with a rule that masks. */
export function maskedKeys({ streamLayers }: Pick<MapperConfig, "streamLayers">): readonly string[] {
  return streamLayers.flatMap((layer) =>
    Object.entries(layer)
      .filter(([, { checks = [] }]) =>
        checks.some(({ on_violation: action, mode }) => action === "mask" && mode === "active"),
      )
      .map(([key]) => key),
  );
}

/** Switched off nothing is looked into, but rows of these streams must not pass unmasked: the run fails at the first one. */
export function maskGuard(keys: readonly string[], tap: string | null): Inspector {
  const isMasked = (stream: string | null): boolean =>
    stream === null || keys.some((key) => matchesStream(key, stream, tap));
  const refusal = (stream: string | null): FailDecision => ({
    action: "fail",
    reason: `pitchpipe is switched off, and rows of ${stream ?? "a stream that is not known"} must not pass unmasked`,
  });
  return {
    holdsState: false,
    gates: isMasked,
    start: () => undefined,
    onLine: ({ head: { kind, stream } }) =>
      (kind === "RECORD" || kind === "BATCH") && isMasked(stream) ? refusal(stream) : "forward",
    onLongLine: ({ stream }) => (isMasked(stream) ? refusal(stream) : "uninspected"),
    onState: () => "forward",
    onEnd: () => null,
  };
}

/** Keeps nothing: switched off, nothing is stored. */
export const forgetful: FactRecorder = { record: () => Promise.resolve("stored") };
