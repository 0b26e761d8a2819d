import type { MapperConfig } from "../../config/index.ts";
import type { Inspector } from "../../mapper/inspector.ts";

/**
 * Stands in for checks that could not be set up: it fails at the first thing it is asked, as a checking side that broke
 * later would. Then bytes are only copied, or the run fails where rows depend on checks.
 */
export function brokenChecks(
  { streamLayers }: Pick<MapperConfig, "streamLayers">,
  thrown: unknown,
): Inspector {
  const entries = streamLayers.flatMap((layer) => Object.values(layer).flatMap(({ checks = [] }) => checks));
  const mayGate = entries.some(
    ({ mode, on_violation: action, fail }) => mode === "active" && (action !== "keep" || fail !== undefined),
  );
  const refuse = (): never => {
    throw thrown;
  };
  return {
    holdsState: streamLayers.some((layer) =>
      Object.values(layer).some(({ hold_state: holds }) => holds === true),
    ),
    gates: () => mayGate,
    start: refuse,
    onLine: refuse,
    onLongLine: refuse,
    onState: refuse,
    onEnd: refuse,
  };
}
