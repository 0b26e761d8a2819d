import { ConfigError } from "../../lib/errors.ts";

/** The error for a file written in a way that we had better not touch. */
export function uneditable(why: string): ConfigError {
  return new ConfigError({
    code: "MELTANO_YML_UNEDITABLE",
    what: "meltano.yml could not be edited safely, so nothing was changed.",
    why,
    whatToDo: "Put the lines of `pitchpipe init --print` into it yourself.",
  });
}
