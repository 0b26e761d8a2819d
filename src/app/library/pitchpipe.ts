import type { Channel } from "../../channels/channel.ts";
import type { Json } from "../../lib/canonical-json.ts";
import type { Clock } from "../../lib/clock.ts";
import type { AlertStatus } from "../../model/alert.ts";
import type { AlertDocument } from "../../model/alert-document.ts";
import type { Severity } from "../../model/severity.ts";
import type { AlertType } from "../../model/signal.ts";
import type { SignalInput } from "./signal-input.ts";

/** Where to open pitchpipe, and what to go by. */
export interface OpenPitchpipeOptions {
  /** A folder inside the Meltano project; this process's own without it. */
  readonly cwd?: string;
  /** Environment variables; this process's own without it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The Meltano environment; else `MELTANO_ENVIRONMENT`, else the project's default. */
  readonly environment?: string;
  /** Channels of your own, beside those of `pitchpipe.yml`; routes may name them. */
  readonly channels?: Readonly<Record<string, Channel>>;
  /** The clock to go by, for tests. */
  readonly clock?: Clock;
  /** Told, in one line, what hampers us. */
  readonly onDegraded?: (error: Error) => void;
}

/** Who says so, and what the others should know. Without `by` it is this system's user, marked unverified. */
export interface By {
  readonly by?: string;
  readonly note?: string;
}

/** Which alerts to list; all of it must fit. Without `statuses` and `since` every open one is in it. */
export interface AlertFilter {
  readonly statuses?: readonly AlertStatus[];
  readonly types?: readonly AlertType[];
  readonly severities?: readonly Severity[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  /** Last seen since then. */
  readonly since?: Date;
  /** 100 without it. */
  readonly limit?: number;
}

/** What people and programs do with alerts. Ids are taken by their first four or more characters, or as `latest`. */
export interface Alerts {
  /** Takes a signal in, tells the channels (for at most ten seconds) and answers its alert. */
  send(signal: SignalInput): Promise<AlertDocument>;
  /** The same for several, all or none. */
  sendAll(signals: readonly SignalInput[]): Promise<readonly AlertDocument[]>;
  get(id: string): Promise<AlertDocument>;
  list(filter?: AlertFilter): Promise<readonly AlertDocument[]>;
  acknowledge(id: string, by?: By): Promise<AlertDocument>;
  assign(id: string, to: string, by?: By): Promise<AlertDocument>;
  note(id: string, text: string, by?: Pick<By, "by">): Promise<AlertDocument>;
  annotate(id: string, annotations: Readonly<Record<string, string>>, by?: By): Promise<AlertDocument>;
  /** Says that it is over; `falseAlarm` that it never was one. */
  resolve(id: string, by?: By & { readonly falseAlarm?: boolean }): Promise<AlertDocument>;
  suppress(id: string, until: Date | "green", by?: By): Promise<AlertDocument>;
  unsuppress(id: string, by?: By): Promise<AlertDocument>;
  /** Why somebody was, or was not, told. */
  explain(id: string): Promise<{ readonly [key: string]: Json }>;
  stats(days?: number): Promise<{ readonly [key: string]: Json }>;
}

/** Conditions over metrics. */
export interface Rules {
  /** Looks at every rule that is due, as `tick` does; answers how many were looked at and what they told. */
  evaluate(): Promise<{ readonly rules_evaluated: number; readonly rule_signals: number }>;
}

/** Pitchpipe in your own program. Close it, or declare it with `await using`. */
export interface Pitchpipe extends AsyncDisposable {
  readonly alerts: Alerts;
  readonly rules: Rules;
  /** One pass of all time-driven work: groups that wait, escalation, deadlines, deliveries. */
  tick(): Promise<{ readonly [key: string]: Json }>;
  close(): Promise<void>;
}
