import { type OpenedProject, openProject } from "../app/open-project.ts";
import type { Cli } from "./io.ts";
import { sayNote } from "./output.ts";

/** Opens the project around the caller's folder for the time of `work`, and closes it whatever happens. */
export async function withProject<Result>(
  cli: Cli,
  work: (project: OpenedProject) => Promise<Result>,
): Promise<Result> {
  const project = openProject({
    cwd: cli.cwd,
    env: cli.env,
    onDegraded: (error) =>
      cli.notes === undefined ? sayNote(cli, error.message) : cli.notes.push(error.message),
  });
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}
