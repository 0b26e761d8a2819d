import type { Proof } from "../document.ts";
import { html, Markup } from "./markup.ts";
import {
  chainSection,
  findingsSection,
  runSection,
  sealSection,
  statusText,
  streamsSection,
  versionsSection,
} from "./sections.ts";
import { style } from "./style.ts";

const begin = '<script type="application/json" id="proof">';
const end = "</script>";

/** The proof as a page that carries it: nothing on it comes from anywhere else, and nothing is loaded. */
export function proofPage(proof: Proof): string {
  const { run } = proof;
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${run.job} ${run.run_id}</title>
<style>
${new Markup(style)}
</style>
</head>
<body>
<h1>${run.job}: ${statusText(run.status)}</h1>
<p class="dim">Run ${run.run_id}, begun ${run.started_at}. This page and its data are one document with one signature.</p>
${runSection(proof)}
${versionsSection(proof)}
${streamsSection(proof)}
${findingsSection(proof)}
${chainSection(proof)}
${sealSection(proof)}
${new Markup(`${begin}${dataOf(proof)}${end}`)}
</body>
</html>
`.text
  }`;
}

/** The data that a page carries; `null` where there are none. */
export function dataIn(page: string): string | null {
  const from = page.indexOf(begin);
  const to = from < 0 ? -1 : page.indexOf(end, from);
  return to < 0 ? null : page.slice(from + begin.length, to);
}

/** JSON in which nothing can end the element that it stands in, or break a line of it. */
function dataOf(proof: Proof): string {
  return JSON.stringify(proof).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
