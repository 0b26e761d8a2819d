import { stripControl } from "../../lib/terminal-text.ts";
import type { InspectDocument, ProblemDocument } from "./inspect-document.ts";

const longestName = 80;

/** From which severity on a problem counts as a failure. */
export type FailOn = "warning" | "error";

/** Whether a problem is grave enough. */
export function isFailure({ severity }: ProblemDocument, failOn: FailOn): boolean {
  return severity === "error" || (failOn === "warning" && severity === "warning");
}

/** A problem in one line of plain text. */
export function problemLine({ message, stream, path, count, lines, samples }: ProblemDocument): string {
  const where = stream === null ? "" : `${shortened(stream)}: `;
  const field = path === null || message.includes(path) ? "" : ` (${shortened(path)})`;
  const at = lines.length === 0 ? "" : `, line ${lines.slice(0, 5).join(", ")}${count > 5 ? ", …" : ""}`;
  const found = samples.length === 0 ? "" : `; found ${samples.slice(0, 3).join(", ")}`;
  return oneLine(`${where}${message}${field} ${count}×${at}${found}`);
}

/** JUnit XML: a test case for each problem, and one for each stream without a failure. */
export function junitReport(document: InspectDocument, failOn: FailOn): string {
  const failed = document.problems.filter((problem) => isFailure(problem, failOn));
  const told = document.problems.filter((problem) => !isFailure(problem, failOn));
  const broken = new Set(failed.map(({ stream }) => stream));
  const good = document.streams.filter(({ stream }) => !broken.has(stream)).map(({ stream }) => stream);
  const cases = [
    ...failed.map((problem) => testCase(problem, `<failure ${failureText(problem)}/>`)),
    ...told.map((problem) => testCase(problem, `<system-out>${xml(problemLine(problem))}</system-out>`)),
    ...good.map((stream) => `    <testcase classname="pitchpipe.inspect" name="${xml(stream)}"/>`),
  ];
  const counts = `tests="${Math.max(cases.length, 1)}" failures="${failed.length}" errors="0"`;
  const empty = `    <testcase classname="pitchpipe.inspect" name="messages"/>`;
  return `${[
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="pitchpipe inspect" ${counts}>`,
    `  <testsuite name="${xml(document.file)}" ${counts}>`,
    ...(cases.length === 0 ? [empty] : cases),
    "  </testsuite>",
    "</testsuites>",
  ].join("\n")}\n`;
}

/** Workflow commands of GitHub Actions: an annotation for each problem. */
export function githubReport(document: InspectDocument): string {
  return document.problems
    .map((problem) => {
      const level = problem.severity === "info" ? "notice" : problem.severity;
      const line = problem.line === null ? "" : `,line=${problem.line}`;
      const title = `pitchpipe ${problem.kind}`;
      return `::${level} file=${property(document.file)}${line},title=${property(title)}::${data(problemLine(problem))}\n`;
    })
    .join("");
}

function testCase(problem: ProblemDocument, inside: string): string {
  const name = [problem.stream, problem.kind, problem.variant, problem.path].filter((part) => part !== null);
  return `    <testcase classname="pitchpipe.inspect" name="${xml(name.join(" "))}">${inside}</testcase>`;
}

function failureText(problem: ProblemDocument): string {
  return `type="${xml(problem.severity)}" message="${xml(problemLine(problem))}"`;
}

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName)}…` : name;
}

function oneLine(text: string): string {
  return stripControl(text).replace(/[\r\n\t]+/g, " ");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for XML, without what XML can't hold. */
function xml(text: string): string {
  return oneLine(text.toWellFormed())
    .replace(/[\ufffe\uffff]/g, "")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(oneLine(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
