import type { Inhibitor } from "../model/alerting.ts";
import { eventTypes } from "../model/signal.ts";
import type { Desk } from "./desk.ts";
import type { EngineContext } from "./engine.ts";
import { inhibits, ruleName } from "./inhibition.ts";
import type { Taken } from "./intake.ts";
import { openAlerts } from "./open-alerts.ts";
import type { AlertTransaction } from "./ports.ts";
import { matchable } from "./route.ts";

/** The note that says by which rules the store's inhibitors were found. */
function noteName(environment: string): string {
  return `alerts.inhibit_rules.${environment}`;
}

/** Finds who inhibits anew where the rules are others than those by which that was found. */
export async function syncInhibitors(
  tx: AlertTransaction,
  desk: Desk,
  { now, policy, policyOf, environment }: EngineContext,
): Promise<void> {
  const rules = JSON.stringify(policy.settings.inhibit_rules ?? []);
  const known = (await tx.notes.get(noteName(environment))) ?? "[]";
  if (known === rules) return;
  await tx.notes.set(noteName(environment), rules);
  await tx.inhibitors.clear();
  const woken = new Set(policy.rules.map(({ name }) => name));
  const found: Inhibitor[] = [];
  for await (const held of openAlerts(tx)) {
    const alert = desk.alerts.get(held.id) ?? held;
    for (const key of inhibits(policyOf(alert.labels).rules, matchable(alert)))
      found.push({ ...key, alertId: alert.id });
  }
  if (found.length > 0) await tx.inhibitors.add(found);
  // What rules that are no more kept quiet is looked at again as well.
  for (const name of [...woken, ...namesOf(String(known))])
    await tx.tellings.wake({ kind: "inhibition", name: ruleName(name) }, now);
}

function namesOf(rules: string): string[] {
  const parsed = JSON.parse(rules) as readonly { readonly name?: string }[];
  return parsed.map(({ name }, at) => name ?? `inhibit_rules[${at}]`);
}

/** A new alert inhibits from now on, one that is over no more; a change of severity may make the difference. */
export function noteInhibitor(desk: Desk, taken: Taken, { policyOf }: EngineContext): void {
  const { alert, before, reason, ended } = taken;
  if (alert === null || eventTypes.has(alert.type)) return;
  const { rules } = policyOf(alert.labels);
  if (rules.length === 0) return;
  const keys = inhibits(rules, matchable(alert));
  if (ended !== null) desk.dropInhibitors(alert.id, keys);
  if (before !== null) desk.dropInhibitors(alert.id, inhibits(rules, matchable(before)));
  if (reason !== "first" && reason !== "reopened" && before === null) return;
  for (const key of keys) desk.addInhibitor({ ...key, alertId: alert.id });
}
