/** What a line says, in words alone: identifiers taken apart, no punctuation, no addresses. */
export interface PlainWords {
  /** The name of the exception, without its module; empty where the line names none. */
  readonly name: string;
  /** Everything else. A full stop stands where a sentence ends. */
  readonly message: string;
}

/** What loggers put before a message: times, names, levels. */
const prefix =
  /^(?:\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-][\d:]+)?[\s|,-]*|\[(?!\d{3}\])[^\]]*\]\s*|(?:ERROR|CRITICAL|FATAL|WARNING|time=\S+|name=\S+|level=\S+)[\s:|-]+|[\w.-]+ (?=(?:ERROR|CRITICAL|FATAL)\b)|(?:root|__main__):|[a-z][a-z\d_.-]*: (?=\S)|\d+ )+/;
/** Before the lines of an exception group. */
const groupBar = /^(?:[|+]\s+)+/;
const named = /^(?:\w+\.)*(?<name>[A-Z]\w*(?:[a-z]\w*)?)(?:: |:?$|(?=\())/;
const negations: readonly (readonly [RegExp, string])[] = [
  [/\bcan(?:'|’)?t\b|\bcannot\b/gi, "can not"],
  [/\bwon(?:'|’)t\b/gi, "will not"],
  [/n(?:'|’)t\b/gi, " not"],
];

/** Takes a line apart. Pure; never longer than the line by much. */
export function plainWords(line: string): PlainWords {
  const text = line.trim().replace(groupBar, "").replace(prefix, "");
  const name = named.exec(text)?.groups?.["name"] ?? "";
  const isSpoken = name === "" || !/[a-z]/.test(name) || /^(?:Error|Exception)$/.test(name);
  const rest = isSpoken ? text : text.replace(named, "");
  return { name: isSpoken ? "" : inWords(name), message: inWords(rest) };
}

function inWords(text: string): string {
  const spelled = negations.reduce((left, [found, put]) => left.replace(found, put), text);
  return spelled
    .replaceAll(/\b[a-z][\w+.-]*:\/\/\S+/gi, " url ")
    .replaceAll(/(?<=^|[\s'"(])\/(?:[\w.@-]+\/)+[\w.@-]*/g, " path ")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replaceAll(/[.;!?](?=\s|$)/g, " | ")
    .replaceAll(/[^A-Za-z\d|]+/g, " ")
    .replaceAll("|", ".")
    .replaceAll(/ {2,}/g, " ")
    .trim()
    .toLowerCase();
}
