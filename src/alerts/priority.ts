import type { Priority, Severity } from "../model/severity.ts";
import type { Signal } from "../model/signal.ts";
import { percentOver } from "./threshold.ts";

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
  const over = percentOver(signal);
  if (over === null) return null;
  const distance = Math.abs(over);
  const reason = (limit: string): string =>
    `${distance.toFixed(1)} % ${over < 0 ? "below" : "over"} the threshold, ${limit}`;
  if (distance > 50) return { priority: "critical", reason: reason("more than 50 %") };
  if (distance > 20) return { priority: "high", reason: reason("more than 20 %") };
  return { priority: "medium", reason: reason("not more than 20 %") };
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
