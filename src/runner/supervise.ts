import type { Child, Exit } from "./child.ts";
import { endProcesses, killAll } from "./end-processes.ts";
import { hangAfterMs, noTarget, watchTarget } from "./hang.ts";
import { isInForeground, type ProcessEntry, type ProcessTable } from "./process-table.ts";
import { nameOf, type PluginProcess, pluginOfCommandLine, runProcesses } from "./run-processes.ts";
import {
  notStopping,
  onHang,
  onStopSignal,
  onStopTick,
  type StopAction,
  type Stopping,
  type StopSignal,
} from "./stopping.ts";

export interface SuperviseOptions {
  readonly child: Child;
  readonly marker: string;
  readonly ownPid: number;
  readonly table: ProcessTable;
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
  /** Calls `work` again and again until the answer is called. */
  readonly every: (ms: number, work: () => void) => () => void;
  /** Tells of the signals this process gets, until the answer is called. */
  readonly onSignal: (listener: (signal: StopSignal) => void) => () => void;
  readonly killAfterMs: number;
  /** Whether Meltano has said that it stops. */
  readonly heard: () => boolean;
  readonly say: (line: string) => void;
  readonly hangAfterMs?: number;
  /** Told of the run's living processes, every two seconds. */
  readonly onLook?: (processes: readonly ProcessEntry[]) => void;
}

export interface Supervised {
  readonly exit: Exit;
  readonly stopping: Stopping;
  readonly hungTarget: string | null;
  /** Processes of the run that outlived Meltano, also those that ended by themselves soon after. */
  readonly outlived: readonly ProcessEntry[];
  /** Those of them that had to be ended. */
  readonly ended: readonly ProcessEntry[];
}

export interface Supervisor {
  readonly finished: Promise<Supervised>;
  /** Plugins of extract-load blocks that live just now, as of the last look. */
  readonly plugins: () => readonly PluginProcess[];
}

/** How long what is left may take: to end by itself, and after it was asked. */
const patience = { aloneMs: 2000, termMs: 5000 };

/** Stands by Meltano until nothing of the run is left: passes signals on, notices a hang, ends what stays behind. */
export function supervise(options: SuperviseOptions): Supervisor {
  const watching = new RunWatch(options);
  return { finished: watching.finish(), plugins: () => watching.plugins };
}

class RunWatch {
  plugins: readonly PluginProcess[] = [];
  readonly #options: SuperviseOptions;
  readonly #seen = new Map<string, ProcessEntry>();
  #stopping = notStopping;
  #target = noTarget;
  #hungTarget: string | null = null;
  #killing: Promise<void> = Promise.resolve();

  constructor(options: SuperviseOptions) {
    this.#options = options;
  }

  async finish(): Promise<Supervised> {
    const { child, every, onSignal, sleep, kill } = this.#options;
    const stop = [
      onSignal((signal) => this.#onSignal(signal)),
      every(250, () => this.#onTick()),
      every(2000, () => this.#look()),
    ];
    const exit = await child.exited;
    const outlived = this.#leftBehind();
    for (const end of stop.slice(1)) end();
    await this.#killing;
    const ended = await endProcesses({ find: () => this.#leftBehind(), kill, sleep, patience });
    stop[0]?.();
    return { exit, stopping: this.#stopping, hungTarget: this.#hungTarget, outlived, ended };
  }

  #onSignal(signal: StopSignal): void {
    const { say, now } = this.#options;
    this.#look();
    const fromTerminal = signal === "SIGINT" && isInForeground(this.#options.table, this.#options.ownPid);
    const { state, action } = onStopSignal(this.#stopping, { signal, now: now(), fromTerminal });
    if (this.#stopping.by === null) say(`${signal}: waiting for Meltano to stop.`);
    this.#act(state, action);
  }

  #onTick(): void {
    const { now, killAfterMs, heard } = this.#options;
    const { state, action } = onStopTick(this.#stopping, { now: now(), killAfterMs, heard: heard() });
    this.#act(state, action);
  }

  #act(state: Stopping, action: StopAction): void {
    const { child, say, kill, sleep } = this.#options;
    this.#stopping = state;
    if (action?.kind === "forward") child.kill(action.signal);
    if (action?.kind !== "kill") return;
    say("Meltano did not stop in time: it and its plugins are killed.");
    child.kill("SIGKILL");
    this.#killing = killAll({ find: () => this.#all(), kill, sleep });
  }

  /** Remembers who belongs to the run, and whether a target is gone while its tap goes on. */
  #look(): void {
    const { table, now, say } = this.#options;
    const processes = this.#all();
    for (const entry of processes) this.#seen.set(nameOf(entry), entry);
    this.#options.onLook?.(processes);
    this.plugins = processes.flatMap(({ pid }) => pluginOfCommandLine(table.commandLine(pid) ?? "") ?? []);
    const limitMs = this.#options.hangAfterMs ?? hangAfterMs;
    const { state, hung } = watchTarget(this.#target, this.plugins, { now: now(), limitMs });
    this.#target = state;
    if (hung === null || this.#hungTarget !== null || this.#stopping.by !== null) return;
    this.#hungTarget = hung;
    say(`${hung} is gone, and Meltano waits for nothing: the run is stopped.`);
    const decision = onHang(this.#stopping, now());
    this.#act(decision.state, decision.action);
  }

  #all(): ProcessEntry[] {
    const { table, child, marker, ownPid } = this.#options;
    const seen = [...this.#seen.values()];
    return runProcesses({ table, root: child.pid, marker, seen }).filter(({ pid }) => pid !== ownPid);
  }

  /** What Meltano left in our session. Whoever made a session of its own (a daemon) was meant to stay. */
  #leftBehind(): ProcessEntry[] {
    const own = this.#options.table.get(this.#options.ownPid);
    return this.#all().filter(
      ({ session, pid }) => session === own?.session && pid !== this.#options.child.pid,
    );
  }
}
