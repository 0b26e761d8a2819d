import { problemsOfClasses } from "./generated-classes.ts";
import { publishedSchemas, schemaFolder } from "./published-schemas.ts";

/**
 * Every problem of each of these events: by the generated classes, always, and by the published schemas where they lie beside
 * the checkout.
 */
export function problemsOfEach(events: readonly unknown[]): string[][] {
  const folder = schemaFolder();
  const schemas = folder === null ? null : publishedSchemas(folder);
  const byClasses = problemsOfClasses(events);
  return events.map((event, at) => [...(byClasses[at] ?? []), ...(schemas?.problems(event) ?? [])]);
}

/** The problems of all of them. */
export function problemsOf(events: readonly unknown[]): string[] {
  return problemsOfEach(events).flat();
}
