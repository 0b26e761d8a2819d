import type { PluginResources } from "../../model/plugin-resources.ts";
import type { PluginRole } from "../../model/run.ts";
import { nameOf } from "../run-processes.ts";
import { meltano, type Owner } from "./owner.ts";
import type { ProcessUse } from "./process-use.ts";
import { addSample, emptySeries } from "./series.ts";

/** Sums that only grow. */
interface Taken {
  readonly cpuSeconds: number;
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
}

const nothing: Taken = { cpuSeconds: 0, diskReadBytes: 0, diskWrittenBytes: 0 };

/** The account of one plugin: what its processes took, also those that are gone. */
export class PluginAccount {
  readonly name: string;
  readonly #role: PluginRole;
  #living = new Map<string, Living>();
  #gone = nothing;
  #taken = nothing;
  #maxRssBytes: number | null = null;
  #livedMs = 0;
  #lookedAt = 0;
  #series = emptySeries;

  constructor({ name, role }: Owner) {
    this.name = name;
    this.#role = role;
  }

  /** Takes in the plugin's living processes; none while it is not there. */
  look(uses: readonly ProcessUse[], { root, at }: { readonly root: number; readonly at: number }): void {
    const lookedAt = uses.some((use) => this.#living.has(nameOf(use))) ? this.#lookedAt : null;
    this.#bury(uses);
    this.#living = new Map(uses.map((use) => [nameOf(use), livingOf(use, root)]));
    if (uses.length === 0) return;
    const taken = atLeast(
      [...this.#living.values()].map((one) => one.taken).reduce(plus, this.#gone),
      this.#taken,
    );
    const rssBytes = sum(uses.map((use) => use.rssBytes));
    this.#maxRssBytes = most([this.#maxRssBytes, rssBytes, ...uses.map((use) => use.maxRssBytes)]);
    this.#addStretch({ ms: stretch(lookedAt, at, uses), taken, rssBytes, at });
    this.#taken = taken;
    this.#lookedAt = at;
  }

  resources(): PluginResources {
    const { cpuSeconds, diskReadBytes, diskWrittenBytes } = this.#taken;
    const known = this.name !== meltano.name;
    return {
      name: this.name,
      role: this.#role,
      cpuSeconds: rounded(cpuSeconds, 100),
      cpuPercent: this.#livedMs === 0 ? null : rounded((cpuSeconds * 100_000) / this.#livedMs, 10),
      maxRssBytes: this.#maxRssBytes,
      // Linux counts a plugin that has ended as Meltano's own reading and writing.
      diskReadBytes: known ? diskReadBytes : null,
      diskWrittenBytes: known ? diskWrittenBytes : null,
      samples: this.#series.samples.map((one) => ({ ...one, cpuPercent: rounded(one.cpuPercent, 10) })),
    };
  }

  /** What ended is kept, unless its parent, still there, waited for it: then its sums are the parent's. */
  #bury(uses: readonly ProcessUse[]): void {
    const now = new Set(uses.map(nameOf));
    const pids = new Set(uses.map(({ pid }) => pid));
    for (const [name, { parent, taken }] of this.#living) {
      const isParents = parent !== null && pids.has(parent);
      if (!now.has(name) && !isParents) this.#gone = plus(this.#gone, taken);
    }
  }

  #addStretch({
    ms,
    taken,
    rssBytes,
    at,
  }: {
    readonly ms: number;
    readonly taken: Taken;
    readonly rssBytes: number | null;
    readonly at: number;
  }): void {
    if (ms === 0) return;
    this.#livedMs += ms;
    const cpuPercent = ((taken.cpuSeconds - this.#taken.cpuSeconds) * 100_000) / ms;
    this.#series = addSample(this.#series, { at, ms, cpuPercent, rssBytes });
  }
}

/** What lived on since the last look was there all the time; of what is new only its age is known. */
function stretch(lookedAt: number | null, at: number, uses: readonly ProcessUse[]): number {
  if (lookedAt !== null) return Math.max(0, at - lookedAt);
  return Math.max(0, ...uses.map(({ ageMs }) => ageMs ?? 0));
}

/** A process as of the last look. */
interface Living {
  /** Whose sums grow by its own when it ends; `null` for what stands directly below Meltano. */
  readonly parent: number | null;
  readonly taken: Taken;
}

/** Meltano waits for its plugins: what those it waited for took is theirs, not its own. */
function livingOf(use: ProcessUse, root: number): Living {
  const { pid, parent, cpuSeconds, reapedCpuSeconds, diskReadBytes, diskWrittenBytes } = use;
  const reaped = pid === root ? 0 : reapedCpuSeconds;
  return {
    parent: parent === root ? null : parent,
    taken: { cpuSeconds: cpuSeconds + reaped, diskReadBytes, diskWrittenBytes },
  };
}

/** What has ended counts again only once its parent has waited for it: until then the sum is not smaller. */
function atLeast(taken: Taken, before: Taken): Taken {
  return taken.cpuSeconds >= before.cpuSeconds ? taken : { ...taken, cpuSeconds: before.cpuSeconds };
}

function plus(one: Taken, other: Taken): Taken {
  return {
    cpuSeconds: one.cpuSeconds + other.cpuSeconds,
    diskReadBytes: sum([one.diskReadBytes, other.diskReadBytes]),
    diskWrittenBytes: sum([one.diskWrittenBytes, other.diskWrittenBytes]),
  };
}

/** Not known where one of them is not. */
function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((total, number) => (total === null || number === null ? null : total + number), 0);
}

function most(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function rounded(number: number, parts: number): number {
  return Math.round(number * parts) / parts;
}
