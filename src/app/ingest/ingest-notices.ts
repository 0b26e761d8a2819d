import type { MapperBlock } from "../../model/mapper-block.ts";
import type { Verdict } from "../../runner/verdict.ts";
import { hasOffset } from "./log-time.ts";
import type { LoggedRun } from "./logged-run.ts";

export interface NoticesInput {
  readonly logged: LoggedRun;
  readonly verdict: Verdict;
  readonly blocks: readonly MapperBlock[];
  readonly startFrom: "log" | "run_id" | "file";
  /** The settings say which zone the project is in. */
  readonly hasZone: boolean;
}

/** What a person should know about a run that is known from its log, one sentence each. */
export function ingestNotices(input: NoticesInput): string[] {
  const { logged, verdict, blocks } = input;
  return [
    ...(blocks.length === 0 ? [whatTheLogHolds(logged)] : []),
    ...evidenceNotices(verdict, logged),
    ...timeNotices(input),
    ...(logged.idIsDerived ? ["The log names no run id: this one is derived from it."] : []),
    ...(verdict.unusuallyEmpty ? ["No record came, where there always were some."] : []),
    ...(blocks.some(({ incomplete }) => incomplete)
      ? ["The checking side failed: from then on bytes were only copied."]
      : []),
  ];
}

function whatTheLogHolds({ forms }: LoggedRun): string {
  const form = [...forms].sort().join(" and ");
  const less =
    forms.has("plain") || forms.has("console")
      ? " Its form leaves out much; `--log-format=json` writes it all."
      : "";
  return `Known from a log that was made elsewhere (${form}), nobody watched the run.${less}`;
}

function evidenceNotices({ status, exitCode }: Verdict, { words, state }: LoggedRun): string[] {
  if (exitCode === 0 && status === "unknown" && !words.ended && !words.dryRun)
    return [
      "Exit code 0 alone proves no success: the log lacks the line `Run completed`, which Meltano writes at log level info.",
    ];
  if (exitCode === 0 && state.completed?.success === false)
    return ["The exit code says success and Meltano's own last line failure: the log is believed."];
  if (exitCode !== null && exitCode !== 0 && state.completed?.success === true)
    return [`Meltano's last line says success and exit code ${exitCode} failure: the exit code is believed.`];
  return exitCode === null && status === "unknown"
    ? ["If you know Meltano's exit code, tell it: `--exit-code N`."]
    : [];
}

function timeNotices({ logged: { firstAt }, startFrom, hasZone }: NoticesInput): string[] {
  if (startFrom === "run_id") return ["The log has no times: the start is the time in its run id."];
  if (startFrom === "file") return ["The log has no times: the start is when its file was last written."];
  if (firstAt === null || hasOffset(firstAt)) return [];
  const zone = hasZone ? "the `timezone` of pitchpipe.yml" : "this machine's zone";
  return [`The log's times have no offset: they were read as those of ${zone}.`];
}
