import type { SetupFacts } from "./facts.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Settings: valid, and none that nobody reads. */
export function checkConfig(facts: SetupFacts): Finding[] {
  return [checkFile(facts), ...checkVariables(facts), ...checkLogging(facts)];
}

function checkFile({ config: { file, problems } }: SetupFacts): Finding {
  const [first] = [...problems].sort(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error"),
  );
  if (first === undefined) return ok("config", file ?? "No pitchpipe.yml: everything is as built in.");
  const place = first.line === null ? first.path : `${first.path} (line ${first.line})`;
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : "";
  const message = `${place}: ${first.message}${more}`;
  const fix = `${first.hint ? `${first.hint} ` : ""}All of them: pitchpipe config check`;
  return first.severity === "error" ? problem("config", message, fix) : warning("config", message, fix);
}

function checkVariables({ config: { unknownVariables } }: SetupFacts): Finding[] {
  return unknownVariables.map(({ name, nearest }) =>
    warning(
      "variables",
      `${name} is set, but nothing reads it.`,
      nearest ? `Perhaps ${nearest}?` : `Unset ${name}.`,
    ),
  );
}

/** Meltano prefers the file to the format we ask for; `pitchpipe run` therefore leaves it out, and its handlers get nothing. */
function checkLogging({ loggingFile }: SetupFacts): Finding[] {
  if (loggingFile === null) return [];
  return [
    ok(
      "logging",
      `Under \`pitchpipe run\` the handlers of ${loggingFile} get nothing; the log is in \`runs logs\`.`,
    ),
  ];
}
