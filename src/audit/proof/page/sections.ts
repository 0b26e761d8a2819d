import type { Proof, ProofEntry, ProofStream } from "../document.ts";
import { html, type Markup } from "./markup.ts";
import { facts, grouped, table } from "./table.ts";

/** So many entries are shown; all of them are in the page's data. */
const shownEntries = 1_000;

export function runSection({ run }: Proof): Markup {
  return html`<h2>The run</h2>
${facts([
  ["Run", code(run.run_id)],
  ["Job", run.job],
  ["Project", run.project],
  ["Environment", run.environment === "" ? "none" : run.environment],
  ["Tasks", run.tasks.join(" · ")],
  ["Status", statusText(run.status)],
  ["Exit code", run.exit_code],
  ["Started", run.started_at],
  ["Ended", run.ended_at],
  ["Seconds", run.duration_seconds],
  ["All is known", run.complete ? "yes" : "no"],
  ["Owner", run.owner],
  ["Started by", run.trigger],
  ["Told by", run.source],
  ["Labels", mapText(run.labels)],
  ["Cause", run.cause ?? "none"],
  ["Notices", run.notices.length === 0 ? "none" : run.notices.join(" ")],
  [
    "Attempts",
    run.attempts
      .map(({ number, status, exit_code }) => `${number}: ${status}, exit code ${exit_code ?? "unknown"}`)
      .join("; "),
  ],
])}`;
}

export function versionsSection({ versions, run }: Proof): Markup {
  return html`<h2>Under what it ran</h2>
${facts(
  versions === null
    ? [["Versions", null]]
    : [
        ["pitchpipe", versions.pitchpipe],
        ["Meltano", versions.meltano],
        ["Configuration", code(versions.config_hash)],
        ["Git commit", versions.git_commit === null ? null : code(versions.git_commit)],
      ],
)}
${table(
  run.plugins,
  [
    { title: "plugin", value: ({ name }) => name },
    { title: "role", value: ({ role }) => role },
    { title: "version", value: ({ version }) => version },
    { title: "exit code", number: true, value: ({ exit_code }) => exit_code },
  ],
  "No plugin is known.",
)}`;
}

export function streamsSection({ streams }: Proof): Markup {
  const number = (title: string, value: (row: ProofStream) => number | null) => ({
    title,
    number: true,
    value,
  });
  return html`<h2>What was counted</h2>
${table(
  streams,
  [
    { title: "stream", value: ({ stream }) => stream },
    number("tap said", ({ tap_said }) => tap_said),
    number("mapper saw", ({ mapper_saw }) => mapper_saw),
    number("forwarded", ({ forwarded }) => forwarded),
    number("quarantined", ({ quarantined }) => quarantined),
    number("dropped", ({ dropped }) => dropped),
    number("target said", ({ target_said }) => target_said),
    { title: "equal", value: ({ equal }) => equalText(equal) },
    number("bytes", ({ bytes }) => bytes),
    number("uninspected", ({ uninspected }) => uninspected),
  ],
  "No stream was counted.",
)}
${streams.flatMap((stream) => streamNotes(stream))}
<h2>Digests</h2>
<p class="dim">Records under segments of the account, and SHA-256 over the segments' digests in their order, each with a newline.</p>
${table(
  streams,
  [
    { title: "stream", value: ({ stream }) => stream },
    number("segments", ({ segments }) => segments),
    number("records", ({ covered }) => covered),
    { title: "sha256", value: ({ sha256 }) => (sha256 === null ? "none" : code(sha256)) },
  ],
  "No stream was counted.",
)}`;
}

export function findingsSection({ findings, alerts }: Proof): Markup {
  return html`<h2>Findings</h2>
${table(
  findings,
  [
    { title: "stream", value: ({ stream }) => stream },
    { title: "check", value: ({ check, name }) => (check === name ? check : `${name} (${check})`) },
    { title: "field", value: ({ field }) => field ?? "none" },
    {
      title: "severity",
      value: ({ severity, mode }) => (mode === "active" ? severity : `${severity}, in ${mode}`),
    },
    { title: "outcome", value: ({ outcome }) => outcome },
    { title: "rows", value: ({ action }) => action },
    { title: "looked at", number: true, value: ({ records }) => records },
    { title: "violations", number: true, value: ({ violations }) => violations },
    { title: "message", value: ({ message }) => message },
  ],
  "No check found anything.",
)}
<h2>Alerts</h2>
${table(
  alerts,
  [
    { title: "alert", value: ({ id }) => code(id) },
    { title: "type", value: ({ type }) => type },
    { title: "severity", value: ({ severity }) => severity },
    { title: "status", value: ({ status }) => status },
  ],
  "No alert names this run.",
)}`;
}

export function chainSection({ chain, checkpoint }: Proof): Markup {
  const { begins_after: begins, head, anchor, path } = chain;
  return html`<h2>Its place in the account</h2>
${facts([
  ["Chain", code(chain.name)],
  [
    "Begins",
    begins === null
      ? "with its first entry"
      : html`behind entry ${grouped(begins.number)}, ${code(begins.hash)}`,
  ],
  ["Entries", chain.entries],
  ["Head", html`entry ${grouped(head.number)}, ${code(head.hash)}`],
  [
    "In the store's chain",
    anchor === null ? "not yet" : html`entry ${grouped(anchor.number)} of ${anchor.at}, ${code(anchor.hash)}`,
  ],
  ["Entries up to the checkpoint", path === null ? "not in this document" : path.length],
  [
    "Checkpoint",
    checkpoint === null
      ? "none"
      : html`of ${checkpoint.at} over ${grouped(checkpoint.entries)} entries, key ${code(checkpoint.key)}`,
  ],
])}
<h2>Entries</h2>
${table(
  chain.included.slice(0, shownEntries),
  [
    { title: "#", number: true, value: ({ number }) => number },
    { title: "at", value: ({ at }) => at },
    { title: "kind", value: ({ kind }) => kind },
    { title: "by", value: ({ actor }) => actor },
    { title: "stream", value: ({ stream }) => stream ?? "none" },
    { title: "what", value: bodyText },
    { title: "sha256", value: ({ hash }) => code(hash) },
  ],
  "The run's entries are not in this document.",
)}${
  chain.included.length > shownEntries
    ? html`
<p class="dim">${grouped(chain.included.length - shownEntries)} more are in the data of this page.</p>`
    : ""
}`;
}

export function sealSection({ key, signature, made_at, made_by }: Proof): Markup {
  return html`<h2>Seal</h2>
${facts([
  ["Made", `${made_at} by ${made_by}`],
  ["Key", code(key)],
  ["Signature", code(signature)],
])}
<p>Check this file: <code>pitchpipe audit verify --proof FILE --key FINGERPRINT</code>. Whose key it must be has to be known from elsewhere.</p>`;
}

export function statusText(status: string): Markup {
  if (status === "success") return html`<span class="good">${status}</span>`;
  const kind = status === "unknown" || status === "running" ? html`open` : html`bad`;
  return html`<span class="${kind}">${status}</span>`;
}

function streamNotes({ stream, differences, unknown }: ProofStream): Markup[] {
  return [
    ...differences.map((text) => html`<p class="bad">${stream}: ${text}</p>`),
    ...unknown.map((text) => html`<p class="open">${stream}: ${text}</p>`),
  ];
}

function equalText(equal: boolean | null): Markup {
  if (equal === null) return html`<span class="open">unknown</span>`;
  return equal ? html`<span class="good">yes</span>` : html`<span class="bad">no</span>`;
}

function bodyText({ body }: ProofEntry): Markup {
  return code(JSON.stringify(body));
}

function mapText(map: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(map).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "none" : pairs.join(", ");
}

function code(text: string): Markup {
  return html`<code>${text}</code>`;
}
