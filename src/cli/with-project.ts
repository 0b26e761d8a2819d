import { type OpenedProject, openProject } from "../app/open-project.ts";
import type { Cli } from "./io.ts";

/** Opens the project around the caller's folder for the time of `work`, and closes it whatever happens. */
export async function withProject<Result>(
  cli: Cli,
  work: (project: OpenedProject) => Promise<Result>,
): Promise<Result> {
  const project = openProject({
    cwd: cli.cwd,
    env: cli.env,
    onDegraded: (error) => cli.stderr.write(`pitchpipe: ${error.message}\n`),
  });
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}
