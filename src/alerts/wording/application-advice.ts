import type { Signal } from "../../model/signal.ts";
import type { Advice } from "./recommendations.ts";

/** What to do about an error that an application reported: by its type, and by what it brought along. */
export function applicationAdvice({ category, details }: Signal): Advice[] {
  if (category !== "application") return [];
  return rules.map((rule) => rule(details)).filter((advice) => advice !== null);
}

type Details = Signal["details"];

const rules: readonly ((details: Details) => Advice | null)[] = [
  (details) => {
    const type = textAt(details, "error_type");
    if (!type.toLowerCase().includes("database")) return null;
    return {
      text: "Look at the database first: does it answer, are connections left, does something hold a lock?",
      because: `the error's type is ${type}`,
    };
  },
  (details) => {
    const endpoint = textAt(details, "endpoint");
    if (endpoint === "") return null;
    return {
      text: `Compare the logs and the last release of ${endpoint} with the time of the first error.`,
      because: "the errors come from there",
    };
  },
  (details) => {
    if (textAt(details, "stack_trace") === "") return null;
    return {
      text: "Begin at the deepest frame of your own code in the stack trace.",
      because: "a stack trace came along",
    };
  },
  ({ affected_users: users }) => {
    if (typeof users !== "number" || users <= 10) return null;
    return { text: "Tell those who answer users.", because: `${users} users are affected, more than 10` };
  },
];

function textAt(details: Details, key: string): string {
  const value = details[key];
  return typeof value === "string" ? value : "";
}
