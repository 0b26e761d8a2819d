import type { OpenedProject } from "./open-project.ts";

/** Whose settings hold: what rules and SLA entries remember belongs to a project and an environment. */
export function scopeOf({ project, environment }: Pick<OpenedProject, "project" | "environment">): string {
  return `${project.name}/${environment}`;
}
