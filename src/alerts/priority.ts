import type { Priority, Severity } from "../model/severity.ts";
import type { Signal } from "../model/signal.ts";
import { percentBeyond, percentOver } from "./threshold.ts";

const fromSeverity: Readonly<Record<Severity, Priority>> = {
  info: "low",
  warning: "medium",
  error: "high",
  critical: "critical",
};

/** How soon somebody should look, and why we say so (design sections 6 and 16). */
export function priorityOf(signal: Signal): { readonly priority: Priority; readonly reason: string } {
  return (
    fromThreshold(signal) ??
    fromApplicationError(signal) ?? {
      priority: fromSeverity[signal.severity],
      reason: `its severity is ${signal.severity}`,
    }
  );
}

function fromThreshold(signal: Signal): ReturnType<typeof priorityOf> | null {
  const [over, beyond] = [percentOver(signal), percentBeyond(signal)];
  if (over === null || beyond === null) return null;
  const reason = (judgement: string): string =>
    `${Math.abs(over).toFixed(1)} % ${over < 0 ? "below" : "over"} the threshold, ${judgement}`;
  if (beyond > 50) return { priority: "critical", reason: reason("more than 50 %") };
  if (beyond > 20) return { priority: "high", reason: reason("more than 20 %") };
  const good = beyond === 0 && over !== 0;
  return { priority: "medium", reason: reason(good ? "the good side of it" : "not more than 20 %") };
}

function fromApplicationError({ category, details }: Signal): ReturnType<typeof priorityOf> | null {
  if (category !== "application") return null;
  const errorType = details["error_type"];
  if (typeof errorType === "string" && errorType.toLowerCase().includes("database"))
    return { priority: "critical", reason: `the error's type is ${errorType}` };
  const users = details["affected_users"];
  if (typeof users === "number" && users > 10)
    return { priority: "critical", reason: `${users} users are affected, more than 10` };
  const errors = details["error_count"];
  if (typeof errors === "number" && errors > 5)
    return { priority: "high", reason: `${errors} errors, more than 5` };
  return null;
}
