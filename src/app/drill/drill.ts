import { messageOf } from "../../lib/errors.ts";
import type { Alert } from "../../model/alert.ts";
import type { Environment, OpenedProject } from "../open-project.ts";
import { chooseJob } from "./choose-job.ts";
import { gatherEvidence } from "./evidence.ts";
import { mapperProgram } from "./mapper-program.ts";
import { badRow } from "./scenarios/bad-row.ts";
import { deadChannel } from "./scenarios/dead-channel.ts";
import { failure } from "./scenarios/failure.ts";
import { noAlert, type Scene } from "./scenarios/scene.ts";
import { stall } from "./scenarios/stall.ts";
import { onStage, type Stage } from "./stage.ts";
import { judgeScenario, type Told, type Verdict } from "./verdict.ts";

/** Every scenario, by its name on the command line. A new one is a file in `scenarios/` and a line here. */
const scenarios = { failure, stall, "bad-row": badRow, "dead-channel": deadChannel } as const;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];

export interface DrillOptions {
  readonly env: Environment;
  readonly scenarios: readonly ScenarioName[];
  /** The job to play; the project's first without it. */
  readonly job: string | null;
  /** Messages really leave. */
  readonly send: boolean;
  /** Stops the drill: what was not played yet is not. */
  readonly signal: AbortSignal;
  /** Told when a scenario begins. */
  readonly onScenario?: (name: ScenarioName) => void;
}

export interface DrilledScenario extends Verdict {
  readonly name: ScenarioName;
  readonly alert: Alert | null;
  readonly told: readonly Told[];
  readonly notes: readonly string[];
}

export interface Drill {
  /** What was played, as behind `meltano run`. */
  readonly job: string;
  readonly sent: boolean;
  readonly scenarios: readonly DrilledScenario[];
  readonly ok: boolean;
}

/** Raises alarms on purpose, one scenario after another, and answers who was told. The project itself is only read. */
export async function drill({ project }: OpenedProject, options: DrillOptions): Promise<Drill> {
  const { env, send, signal, onScenario } = options;
  const names = chooseJob(project, options.job);
  const stageOptions = { root: project.root, env, names, send, mapper: mapperProgram(), signal };
  const played: DrilledScenario[] = [];
  for (const name of options.scenarios) {
    if (!signal.aborted) onScenario?.(name);
    played.push(
      signal.aborted
        ? { name, alert: null, told: [], notes: [], resolved: null, ok: false, reason: stopped }
        : await onStage(stageOptions, (stage) => play(stage, name)),
    );
  }
  return { job: names.join(" "), sent: send, scenarios: played, ok: played.every(({ ok }) => ok) };
}

const stopped = "Not played: the drill was stopped, or its time was up.";

async function play(stage: Stage, name: ScenarioName): Promise<DrilledScenario> {
  const scene = await sceneOf(stage, name);
  const evidence = await gatherEvidence(stage, scene);
  const verdict = judgeScenario(evidence);
  const reason = verdict.ok || !stage.signal.aborted ? verdict.reason : `${verdict.reason} (${stopped})`;
  const untold = evidence.untold.filter((text) => reason === null || !reason.includes(text));
  const notes = [...scene.notes, ...untold.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)];
  return { ...verdict, reason, name, alert: evidence.alert, told: evidence.told, notes };
}

/** One scenario that breaks must not keep the others from being played. */
async function sceneOf(stage: Stage, name: ScenarioName): Promise<Scene> {
  try {
    return await scenarios[name](stage);
  } catch (thrown) {
    return noAlert(`It could not be played: ${messageOf(thrown)}`);
  }
}
