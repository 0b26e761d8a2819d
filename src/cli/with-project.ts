import { type OpenedProject, openProject } from "../app/open-project.ts";
import type { Cli } from "./io.ts";
import { sayNote } from "./output.ts";

/**
 * Opens the project around the caller's folder for the time of `work`, and closes it whatever happens. Where the store was
 * damaged, what `work` showed came from the new one in its place: that is said.
 */
export async function withProject<Result>(
  cli: Cli,
  work: (project: OpenedProject) => Promise<Result>,
): Promise<Result> {
  const project = openProject({
    cwd: cli.cwd,
    env: cli.env,
    onDegraded: (error) =>
      cli.notes === undefined ? sayNote(cli, error.message) : cli.notes.push(error.message),
    onLineage: (event) => cli.stderr.write(`${event}\n`),
  });
  try {
    const result = await work(project);
    await project.tellDamage();
    return result;
  } finally {
    await project.close();
  }
}
