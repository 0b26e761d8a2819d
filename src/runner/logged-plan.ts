import type { PluginRole } from "../model/run.ts";
import { blockLabel, type PlannedBlock, type RunPlan } from "./plan.ts";
import type { ReadLine } from "./read-log-line.ts";
import { readStateId } from "./state-id.ts";

/** Hostile logs have more blocks or plugins than this; what comes after is not looked at. */
const most = 1000;

/** What stands in a plan for a plugin that the log does not name. No plugin can be called so. */
const unnamed = { tap: "the tap", target: "the target", command: "a command" } as const;

/** Whether a plugin of a logged plan has a name. */
export function isNamed(plugin: string): boolean {
  return !Object.values<string>(unnamed).includes(plugin);
}

interface OpenBlock {
  stateId: string | null;
  readonly names: Map<PluginRole, Set<string>>;
}

const newBlock = (): OpenBlock => ({ stateId: null, names: new Map() });

/** Finds out from a log, line by line, what a run was made of. */
export class LoggedPlan {
  /** The environment that the state ids name. */
  environment: string | null = null;
  /** A state id that names no tap and target, such as `el --state-id` has. */
  ownStateId: string | null = null;
  readonly #roleOf: (name: string) => PluginRole | null;
  readonly #blocks: PlannedBlock[] = [];
  readonly #roles = new Map<string, PluginRole>();
  #open = newBlock();

  /** `roleOf` is what the project knows of a plugin's name. */
  constructor(roleOf: (name: string) => PluginRole | null) {
    this.#roleOf = roleOf;
  }

  /** How many blocks have ended. */
  get ended(): number {
    return this.#blocks.length;
  }

  add({ event, stateId, commandType }: ReadLine): void {
    if (stateId !== null && stateId !== this.#open.stateId) this.#noteStateId(stateId);
    if (event.plugin !== null) this.#notePlugin(event.plugin, roleIn(event.side, commandType));
    if (event.kind !== "block_completed") return;
    if (this.#blocks.length < most) this.#blocks.push(this.#close(event.result.blockType));
    this.#open = newBlock();
  }

  /** The plan as far as the log tells it. `watchedTaps` are those that a mapper of ours saw. */
  plan(watchedTaps: ReadonlySet<string>): RunPlan {
    const all = [...this.#blocks, ...(this.#isOpen ? [this.#close(null)] : [])].map((block) =>
      block.kind === "extract_load" ? { ...block, watched: watchedTaps.has(block.tap) } : block,
    );
    const labels = all.filter((block) => pluginsOf(block).every(([name]) => isNamed(name))).map(blockLabel);
    return {
      job: [...new Set(labels)].join("+"),
      tasks: [],
      blocks: all,
      plugins: this.#plugins(all),
      watcher: null,
    };
  }

  get #isOpen(): boolean {
    return this.#open.stateId !== null || this.#open.names.size > 0;
  }

  #noteStateId(stateId: string): void {
    this.#open.stateId = stateId;
    const { environment, tap } = readStateId(stateId, this.#isPlugin);
    this.environment ??= environment;
    if (tap === null) this.ownStateId ??= stateId;
  }

  #notePlugin(name: string, told: PluginRole | null): void {
    const role = told ?? this.#roleOf(name) ?? "other";
    if (!this.#roles.has(name) && this.#roles.size < most) this.#roles.set(name, role);
    const names = this.#open.names.get(role) ?? new Set();
    if (names.size < most) this.#open.names.set(role, names.add(name));
  }

  readonly #isPlugin = (name: string): boolean => this.#roles.has(name) || this.#roleOf(name) !== null;

  #close(blockType: string | null): PlannedBlock {
    const { stateId, names } = this.#open;
    const first = (role: PluginRole): string | null => [...(names.get(role) ?? [])][0] ?? null;
    const hasEnds = stateId !== null || first("tap") !== null || first("target") !== null;
    if (blockType === "InvokerCommand" || (blockType === null && !hasEnds))
      return { kind: "command", plugin: first("other") ?? unnamed.command, command: null };
    const told = stateId === null ? null : readStateId(stateId, this.#isPlugin);
    const tap = told?.tap ?? first("tap") ?? unnamed.tap;
    const target = told?.target ?? first("target") ?? unnamed.target;
    return { kind: "extract_load", tap, mappings: [...(names.get("mapper") ?? [])], target, watched: false };
  }

  #plugins(blocks: readonly PlannedBlock[]): RunPlan["plugins"] {
    const found = new Map<string, PluginRole>();
    for (const [name, role] of [...blocks.flatMap(pluginsOf), ...this.#roles])
      if (isNamed(name) && !found.has(name)) found.set(name, role);
    return [...found].map(([name, role]) => ({ name, role }));
  }
}

function roleIn(side: PluginRole | null, commandType: string | null): PluginRole | null {
  if (side !== null) return side;
  if (commandType === "extractor") return "tap";
  if (commandType === "loader") return "target";
  return commandType === "command" ? "other" : null;
}

function pluginsOf(block: PlannedBlock): [string, PluginRole][] {
  if (block.kind === "command") return [[block.plugin, "other"]];
  const mappers = block.mappings.map((name): [string, PluginRole] => [name, "mapper"]);
  return [[block.tap, "tap"], ...mappers, [block.target, "target"]];
}
