import type { LogEvent } from "./log-event.ts";

/** What a log says of a run's end, in forms that leave out the run's status too. */
export interface LastWords {
  /** Meltano's last line of a run, or of `el`, came. */
  readonly ended: boolean;
  /** `meltano el` said that it is done. */
  readonly loaded: boolean;
  /** The first sentence that Meltano only says of a run that failed. */
  readonly failure: string | null;
  /** Meltano told an error of its own. */
  readonly anyError: boolean;
  readonly dryRun: boolean;
  /** A block began and did not end. */
  readonly openBlock: boolean;
}

export const noLastWords: LastWords = {
  ended: false,
  loaded: false,
  failure: null,
  anyError: false,
  dryRun: false,
  openBlock: false,
};

/** The last words after one more line. */
export function addLastWords(words: LastWords, event: LogEvent): LastWords {
  if (event.plugin !== null) return words;
  const { text, kind } = event;
  if (kind === "job_started") return { ...words, openBlock: true };
  if (/^Block run completed\.?$/.test(text)) return { ...words, openBlock: false };
  if (kind === "run_completed" || text === "Run completed") return { ...words, ended: true };
  if (text.startsWith("Extract & load complete!")) return { ...words, ended: true, loaded: true };
  if (text.startsWith("Dry run, but would have run block ")) return { ...words, dryRun: true };
  const failure = failureIn(event);
  const anyError =
    words.anyError || failure !== null || event.level === "error" || event.level === "critical";
  if (failure === null && anyError === words.anyError) return words;
  return { ...words, anyError, failure: tellingMore(words.failure, failure) };
}

/** The first counts; where it may be a plugin's own `Error: …`, Meltano's word of who failed. */
function tellingMore(first: string | null, next: string | null): string | null {
  if (first === null || next === null) return first ?? next;
  return isFailureText(first) && namesWho.test(next) && !namesWho.test(first) ? next : first;
}

const namesWho = /\b(?:Extractor|Loader|Mappers|Extractor and loader) failed\b|\bCannot start plugin\b/;

const failedWords =
  /^(?:Extractor and loader failed|Extractor failed|Loader failed|Mappers failed|Extraction failed|Loading failed|Cannot start plugin\b.*|ELT could not be completed: .*|Run invocation could not be completed as block failed: .*|Need help fixing this problem\?.*)$/;

/** Whether a line without a form is one that only a Meltano prints that fails. */
export function isFailureText(text: string): boolean {
  return failedText.test(text);
}

const failedText = /^(?:meltano\.[\w.]+\.)?(?:RunnerError|CliError): |^Error: /;

/** An error without words is Meltano's copy of an exception, which it then ends with. */
function failureIn({ kind, level, text }: LogEvent): string | null {
  const [line = ""] = text.split("\n", 1);
  if (kind === "text") return isFailureText(line) ? line : null;
  if (level !== "error" && level !== "critical") return null;
  return text.trim() === "" || failedWords.test(line) ? line : null;
}
