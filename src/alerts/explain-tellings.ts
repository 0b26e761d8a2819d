import type { Telling } from "../model/alerting.ts";
import { type ExplainInput, type ExplainStep, isOver, when } from "./explain.ts";
import { heldEarlier } from "./explain-holds.ts";
import { holdText } from "./hold.ts";

/** How far each channel is with it: waits for its group, muted, limited, told and when again, escalated. */
export function explainTellings(input: ExplainInput): ExplainStep[] {
  const { tellings, events } = input;
  const routed = tellings.filter(({ step }) => step === 0);
  const steps = routed.flatMap((telling) => [groupStep(telling, input), repeatStep(telling, input)]);
  const escalations = tellings.filter(({ step }) => step > 0).map((telling) => escalateStep(telling, input));
  return [
    ...steps.filter((step) => step !== null),
    ...holdSteps("mute", routed, heldEarlier(events, "mute")),
    ...holdSteps("limit", routed, heldEarlier(events, "limit")),
    ...(escalations.length > 0 ? escalations : [noEscalation(input)]),
  ];
}

function groupStep(telling: Telling, { now }: ExplainInput): ExplainStep {
  const { channel, state, dueAt, toldAt, heldBy } = telling;
  if (state === "told" && toldAt !== null)
    return {
      step: "group",
      outcome: "decided",
      reason: `A message for ${channel} was put in the outbox at ${when(toldAt)}.`,
    };
  if (state === "over")
    return {
      step: "group",
      outcome: "over",
      reason: `It was over before ${channel} could be told; a digest names it.`,
    };
  if (heldBy !== null)
    return {
      step: "group",
      outcome: "held",
      reason: `${channel} is not told because of ${holdText(heldBy)}.`,
    };
  if (dueAt === null)
    return { step: "group", outcome: "stopped", reason: `${channel} is not told: nothing is due any more.` };
  const reason =
    dueAt > now
      ? `${channel} is told at ${when(dueAt)}: its group waits for others (group_wait, group_interval).`
      : `${channel} is told with the next tick: it has been due since ${when(dueAt)}.`;
  return { step: "group", outcome: "waiting", reason };
}

function repeatStep({ channel, state, dueAt }: Telling, { alert }: ExplainInput): ExplainStep | null {
  if (state !== "told" || isOver(alert)) return null;
  if (alert.status === "acknowledged")
    return {
      step: "repeat",
      outcome: "stopped",
      reason: `${alert.acknowledgedBy} has it in hand: ${channel} hears of it again when it is over.`,
    };
  if (dueAt === null) return null;
  return {
    step: "repeat",
    outcome: "waiting",
    reason: `${channel} is told again at ${when(dueAt)} if it is still on.`,
  };
}

function holdSteps(
  step: "mute" | "limit",
  tellings: readonly Telling[],
  earlier: readonly string[],
): ExplainStep[] {
  const held = tellings.flatMap(({ channel, heldBy }) =>
    heldBy?.kind === step
      ? [
          {
            step,
            outcome: "held",
            reason: `${channel} is not told because of ${holdText(heldBy)}; a digest follows.`,
          },
        ]
      : [],
  );
  if (held.length > 0) return held;
  if (earlier.length > 0) return [{ step, outcome: "held_earlier", reason: earlier.join(" ") }];
  const reason = step === "mute" ? "No time interval mutes it now." : "No channel's limit holds it back.";
  return [{ step, outcome: "passed", reason }];
}

function escalateStep(telling: Telling, { alert }: ExplainInput): ExplainStep {
  const { channel, step: number, toldAt, dueAt } = telling;
  const name = `Step ${number} (${channel})`;
  if (toldAt !== null)
    return {
      step: "escalate",
      outcome: "decided",
      reason: `A message for ${name} was put in the outbox at ${when(toldAt)}.`,
    };
  if (alert.status === "acknowledged")
    return {
      step: "escalate",
      outcome: "stopped",
      reason: `${name} is not told: ${alert.acknowledgedBy} has it in hand.`,
    };
  if (dueAt === null)
    return { step: "escalate", outcome: "stopped", reason: `${name} is not told any more.` };
  return {
    step: "escalate",
    outcome: "waiting",
    reason: `${name} is told at ${when(dueAt)} unless somebody acknowledges.`,
  };
}

function noEscalation({ alert, policy }: ExplainInput): ExplainStep {
  const planned = policy.routesFor(alert).destinations.some(({ escalate }) => escalate.length > 0);
  if (!planned)
    return { step: "escalate", outcome: "none", reason: "Its routes have no steps of escalation." };
  const reason =
    alert.status === "acknowledged"
      ? `Stopped: ${alert.acknowledgedBy} has it in hand.`
      : isOver(alert)
        ? "It is over."
        : "The steps begin once its first channel was told.";
  return { step: "escalate", outcome: "stopped", reason };
}
