import type { Redactor } from "../lib/redaction/index.ts";
import { cutLine } from "./cut-line.ts";
import { hear, SpokenLog } from "./diagnose-run.ts";
import { type LogEvent, logLevels } from "./log-event.ts";
import type { LogKeeper } from "./log-keeper.ts";
import type { LogLevel } from "./meltano-command.ts";
import { parseLogLine } from "./parse-log-line.ts";
import { rawLogLine } from "./raw-log-line.ts";
import { redactLogEvent } from "./redact-log-event.ts";
import { type LinePaint, renderLogLine } from "./render-log-line.ts";
import { emptyRunLog, type RunLogState, reduceRunLog } from "./run-log.ts";
import { createStreamClaims, type StreamClaims } from "./stream-claims.ts";

export interface LogReaderOptions {
  readonly redactor: Redactor;
  readonly keeper: Pick<LogKeeper, "add">;
  /** Prints one line of the log. */
  readonly relay: (line: string) => void;
  readonly format: "json" | "text";
  readonly level: LogLevel;
  readonly paint?: LinePaint;
  /** The command that shows the log whole, for the mark of a cut line. */
  readonly where: string;
}

/** Takes Meltano's lines: each is understood, redacted, kept and relayed. */
export interface LogReader {
  readonly read: (line: string) => void;
  readonly state: () => RunLogState;
  readonly claims: StreamClaims;
  /** The last words of everybody, for the diagnosis of a failure. */
  readonly spoken: SpokenLog;
}

export function createLogReader(options: LogReaderOptions): LogReader {
  const { redactor, keeper, relay, format, level, paint, where } = options;
  const claims = createStreamClaims();
  const spoken = new SpokenLog();
  let state = emptyRunLog;
  return {
    claims,
    spoken,
    state: () => state,
    read(line) {
      const event = redactLogEvent(parseLogLine(line), redactor);
      state = reduceRunLog(state, event);
      claims.add(event);
      hear(spoken, event);
      keeper.add(event);
      if (!isRelayed(event, level)) return;
      if (format === "json") relay(rawLogLine(line, redactor, where));
      else if (!ourDoing.test(event.text))
        for (const part of printed(event, paint)) relay(cutLine(part, { where }));
    },
  };
}

/** Meltano says where its logging configuration is from: from us, and of no use to people. */
const ourDoing = /^Using logging configuration from \/dev\/null$/;

function printed(event: LogEvent, paint: LinePaint | undefined): string[] {
  return renderLogLine(event, paint === undefined ? {} : { paint }).split("\n");
}

/** A line without a level is somebody's last words before the log was set up: always shown. */
function isRelayed(event: LogEvent, level: LogLevel): boolean {
  if (event.level === null) return true;
  return level !== "disabled" && logLevels.indexOf(event.level) >= logLevels.indexOf(level);
}
