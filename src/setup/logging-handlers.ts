import { isMap, parseDocument } from "yaml";

/**
 * Whether a `logging.yaml` has a handler that writes anywhere else than to the terminal (a file, a service): those get
 * nothing under `pitchpipe run`, which asks Meltano for its own format.
 */
export function hasOtherHandlers(text: string): boolean {
  const handlers = parseDocument(text, { logLevel: "silent" }).get("handlers");
  return (
    isMap(handlers) &&
    handlers.items.some(({ value }) => isMap(value) && value.get("class") !== "logging.StreamHandler")
  );
}
