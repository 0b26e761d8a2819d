import type { SetupFacts } from "./facts.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

type Problem = SetupFacts["config"]["problems"][number];

/** Settings: valid, and none that nobody reads. */
export function checkConfig(facts: SetupFacts): Finding[] {
  return [checkFile(facts), checkVariables(facts), ...checkLogging(facts)];
}

function checkFile({ config: { file, problems } }: SetupFacts): Finding {
  const ofFile = problems.filter(({ path }) => !isVariable(path));
  return judge(
    "config",
    ofFile,
    file === null ? "There is no pitchpipe.yml: everything is as built in." : `${file} is valid.`,
  );
}

function checkVariables({ config: { problems } }: SetupFacts): Finding {
  const ofVariables = problems.filter(({ path }) => isVariable(path));
  return judge("variables", ofVariables, "Every variable that begins with PITCHPIPE_ is known.");
}

function judge(name: string, problems: readonly Problem[], whenFine: string): Finding {
  const first = problems.find(({ severity }) => severity === "error") ?? problems[0];
  if (first === undefined) return ok(name, whenFine);
  const place = first.line === null ? "" : `line ${first.line}: `;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const message = `${place}${first.message}${more}`;
  const fix = `${first.hint ? `${first.hint} ` : ""}All of it: pitchpipe config check`;
  return first.severity === "error" ? problem(name, message, fix) : warning(name, message, fix);
}

function isVariable(path: string): boolean {
  return path.startsWith("PITCHPIPE_");
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
