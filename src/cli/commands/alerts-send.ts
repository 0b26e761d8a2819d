import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { createAlerting } from "../../app/alerting.ts";
import { deliverForMs } from "../../app/alerts/deliver-for.ts";
import { readSignal, readSignalLines } from "../../app/alerts/read-signals.ts";
import { sendSignals } from "../../app/alerts/send-signals.ts";
import type { SignalInput } from "../../app/alerts/signal-input.ts";
import { readAlertDocument } from "../../app/documents/alert-document.ts";
import type { OpenedProject } from "../../app/open-project.ts";
import { requireChannels } from "../../app/test-channel.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { messageOf, UsageError } from "../../lib/errors.ts";
import type { Alert } from "../../model/alert.ts";
import type { AlertDocument } from "../../model/alert-document.ts";
import { severities } from "../../model/severity.ts";
import { alertCategories } from "../../model/signal.ts";
import type { Cli } from "../io.ts";
import { colorsOf, printJson } from "../output.ts";
import { plainView, renderAlert } from "../terminal/alert-view.ts";
import { withProject } from "../with-project.ts";
import { examples } from "./examples.ts";
import { collect, keyValues } from "./key-values.ts";

interface SendOptions {
  readonly name?: string;
  readonly title?: string;
  readonly message?: string;
  readonly severity?: string;
  readonly type?: string;
  readonly category?: string;
  readonly label: readonly string[];
  readonly annotation: readonly string[];
  readonly detail: readonly string[];
  readonly metric?: string;
  readonly value?: string;
  readonly threshold?: string;
  readonly percentile?: string;
  readonly resource?: string;
  readonly affectedUsers?: string;
  readonly errorCount?: string;
  readonly endpoint?: string;
  readonly stackTrace?: string;
  readonly recommend: readonly string[];
  readonly channel: readonly string[];
  readonly resolve?: boolean;
  readonly file?: string;
  readonly json?: boolean;
}

/** `alerts send`: a signal by hand or from another program, through the same engine and outbox as all others. */
export function buildAlertsSend(cli: Cli): Command {
  return new Command("send")
    .description("Send a signal: it becomes an alert, and the channels are told.")
    .option("--name <NAME>", "what tells it from other alerts (default: the metric, else the title)")
    .option("--title <TEXT>", "one line of what is wrong")
    .option("--message <TEXT>", "more of it, the cause first")
    .option("--severity <SEVERITY>", `${severities.join(", ")} (default: warning)`)
    .option("--type <TYPE>", "such as performance, security, sla_breach (default: custom)")
    .option("--category <CATEGORY>", alertCategories.join(", "))
    .option("--label <KEY=VALUE>", "part of what it is about; can be given several times", collect, [])
    .option("--annotation <KEY=VALUE>", "what helps a person, such as runbook=URL", collect, [])
    .option("--detail <KEY=VALUE>", "anything else, text or JSON", collect, [])
    .option("--metric <NAME>", "what was measured, such as cpu_percent")
    .option("--value <NUMBER>", "the value measured")
    .option("--threshold <NUMBER>", "the limit it is judged by")
    .option("--percentile <N>", "which percentile the value is")
    .option("--resource <NAME>", "what it was measured on")
    .option("--affected-users <N>", "how many users are affected")
    .option("--error-count <N>", "how many errors there were")
    .option("--endpoint <PATH>", "where they were")
    .option("--stack-trace <FILE>", "a file with the stack trace")
    .option("--recommend <TEXT>", "what to do; can be given several times", collect, [])
    .option("--channel <NAME>", "tell this channel instead of those of the routes", collect, [])
    .option("--resolve", "say that it is over")
    .option("--file <FILE>", "send a signal a line, as JSON")
    .option("--json", "one JSON document")
    .addHelpText(
      "after",
      examples(
        "pitchpipe alerts send --metric cpu_percent --value 92 --threshold 80 --resource web-1",
        "pitchpipe alerts send --name nightly-check --resolve",
      ),
    )
    .action((options: SendOptions) => withProject(cli, (project) => send(cli, project, options)));
}

async function send(cli: Cli, project: OpenedProject, options: SendOptions): Promise<void> {
  if (options.file !== undefined) requireAlone(options);
  const inputs =
    options.file === undefined
      ? [readSignal(inputOf(cli, options))]
      : readSignalLines(readText(cli, "--file", options.file));
  requireChannels(
    project,
    inputs.flatMap(({ channels }) => channels ?? []),
  );
  const alerting = createAlerting(project);
  const alerts = await sendSignals(project, alerting, inputs);
  await alerting.deliver(deliverForMs);
  await print(cli, project, { alerts, options });
}

/** A line says all of its signal: what stood beside the file would be lost. */
function requireAlone(options: SendOptions): void {
  const beside = Object.entries(options)
    .filter(
      ([name, value]) => name !== "file" && name !== "json" && !(Array.isArray(value) && value.length === 0),
    )
    .map(([name]) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  if (beside.length === 0) return;
  throw new UsageError({
    code: "USAGE",
    what: `--file takes no other word about the signals, such as ${beside[0]}.`,
    whatToDo: "Write it into the lines of the file.",
  });
}

interface Sent {
  readonly alerts: readonly Alert[];
  readonly options: SendOptions;
}

async function print(cli: Cli, project: OpenedProject, { alerts, options }: Sent): Promise<void> {
  const store = await project.store();
  const documents = [];
  for (const { id } of alerts) {
    const alert = await store.alerts.get(id);
    if (alert !== null) documents.push(await readAlertDocument(store, alert));
  }
  if (options.json)
    return printJson(cli, options.file === undefined ? (documents[0] ?? null) : rows(documents));
  const colors = colorsOf(cli);
  for (const document of documents) cli.stdout.write(renderAlert(plainView(document), colors));
}

function rows(documents: readonly AlertDocument[]): Json {
  return { alerts: documents.map(({ id, status, count }) => ({ id, status, count })) };
}

/** The options as the JSON a line of `--file` holds, so that both are read by one rule. */
function inputOf(cli: Cli, options: SendOptions): { readonly [key: string]: unknown } {
  const { name, title, message, severity, type, category, metric, percentile, resource, endpoint } = options;
  const given = {
    name,
    title,
    message,
    severity,
    type,
    category,
    metric,
    percentile,
    resource,
    endpoint,
    value: numberOf(options.value),
    threshold: numberOf(options.threshold),
    affected_users: numberOf(options.affectedUsers),
    error_count: numberOf(options.errorCount),
    stack_trace: options.stackTrace && readText(cli, "--stack-trace", options.stackTrace),
    labels: keyValues("--label", options.label),
    annotations: keyValues("--annotation", options.annotation),
    details: detailsOf(options.detail),
    recommendations: options.recommend,
    channels: options.channel.length === 0 ? undefined : options.channel,
    state: options.resolve ? "resolved" : "firing",
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) satisfies Partial<Record<keyof SignalInput, unknown>>;
}

/** What is no number stays text, so that the error shows it as it was typed. */
function numberOf(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === "") return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function detailsOf(texts: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(keyValues("--detail", texts)).map(([key, text]) => [key, jsonOrText(text)]),
  );
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text;
    throw thrown;
  }
}

function readText(cli: Cli, option: string, path: string): string {
  try {
    return readFileSync(resolve(cli.cwd, path), "utf8");
  } catch (thrown) {
    throw new UsageError({ code: "USAGE", what: `${option} ${path} can't be read.`, why: messageOf(thrown) });
  }
}
