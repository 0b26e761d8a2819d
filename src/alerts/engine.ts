import type { Clock } from "../lib/clock.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import type { Alert } from "../model/alert.ts";
import type { Labels } from "../model/labels.ts";
import type { Signal } from "../model/signal.ts";
import { type Acted, type AlertCommand, act } from "./act.ts";
import { type Advanced, advance } from "./advance.ts";
import { boundSignal } from "./bound-signal.ts";
import type { DecisionReason } from "./intake.ts";
import { type AlertSettings, compilePolicy, type Policy } from "./policy.ts";
import type { AlertTransaction } from "./ports.ts";
import { processSignals } from "./process.ts";
import { type GreenRun, rearm } from "./rearm.ts";
import { redactSignal } from "./redact-signal.ts";

export interface EngineOptions {
  /** What the settings say of alerts, and the floors of `channels` by name. */
  readonly settings: AlertSettings;
  /** The settings that hold for an alert with these labels; `settings` for all of them without it. */
  readonly settingsOf?: (labels: Labels) => AlertSettings;
  /** Whose settings these are, such as `prod`; what is remembered of them is kept apart by it. */
  readonly environment?: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly redactor: Redactor;
}

/** What came of one signal. `alert` is the one it is about, `null` where there is none. */
export interface Processed {
  readonly signal: Signal;
  readonly reason: DecisionReason;
  readonly alert: Alert | null;
}

export interface Engine {
  /**
   * Takes signals in, in order, inside a store transaction: alerts, their history and the outbox become durable with
   * whatever else the transaction writes, or not at all. Answers one outcome a signal.
   */
  process(tx: AlertTransaction, signals: readonly Signal[], now?: number): Promise<readonly Processed[]>;
  /**
   * Does what time has made due: groups, repeats, escalation, ends of mutes, expiry. A piece at a time: call it in one
   * transaction after another while `more` is true.
   */
  advance(tx: AlertTransaction, now?: number): Promise<Advanced>;
  /** What a person does to an alert; `null` where there is no such alert, or nothing can be done to it any more. */
  act(tx: AlertTransaction, alertId: string, command: AlertCommand, now?: number): Promise<Acted | null>;
  /** A job went well: what was suppressed until then is armed again. Answers how many alerts that were. */
  rearm(tx: AlertTransaction, run: GreenRun, now?: number): Promise<number>;
  readonly policy: Policy;
  /** The settings that hold for an alert with these labels, ready to be asked. */
  readonly policyOf: (labels: Labels) => Policy;
}

/** What the parts of the engine share. */
export interface EngineContext {
  readonly now: number;
  readonly newId: () => string;
  readonly policy: Policy;
  readonly policyOf: (labels: Labels) => Policy;
  readonly environment: string;
}

/** The alert engine: reads what is known at once, decides purely, writes at once. */
export function createEngine(options: EngineOptions): Engine {
  const { clock, newId, redactor, environment = "" } = options;
  const policy = compilePolicy(options.settings);
  const policyOf = policies(options, policy);
  const contextAt = (now: number): EngineContext => ({ now, newId, policy, policyOf, environment });
  return {
    policy,
    policyOf,
    process: (tx, signals, now = clock.now()) => {
      // Redacted first: a secret cut in two would not be known any more.
      const bound = signals.map((raw) => boundSignal(redactSignal(raw, redactor)));
      return processSignals(tx, bound, contextAt(now));
    },
    advance: (tx, now = clock.now()) => advance(tx, contextAt(now)),
    act: (tx, alertId, command, now = clock.now()) => act(tx, { alertId, command }, contextAt(now)),
    rearm: (tx, run, now = clock.now()) => rearm(tx, run, contextAt(now)),
  };
}

/** Settings are compiled once, however many alerts ask for them. */
function policies({ settings, settingsOf }: EngineOptions, own: Policy): EngineContext["policyOf"] {
  if (settingsOf === undefined) return () => own;
  const compiled = new Map<AlertSettings, Policy>([[settings, own]]);
  return (labels) => {
    const asked = settingsOf(labels);
    const known = compiled.get(asked);
    if (known !== undefined) return known;
    const made = compilePolicy(asked);
    compiled.set(asked, made);
    return made;
  };
}
