import type { LookupFunction } from "node:net";
import type { Clock } from "../lib/clock.ts";
import type { Outcome } from "./contract.ts";

/** How a program ended, and the first that it said. */
export interface ProgramEnd {
  /** `null` where it was killed, or never began. */
  readonly code: number | null;
  readonly said: string;
  /** Why it was not run, or what ended it. */
  readonly fault: string | null;
}

/** What probes need of the world. */
export interface HealthEffects {
  readonly clock: Clock;
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves a name as Node does and refuses addresses that are never connected to. */
  readonly lookup: LookupFunction;
  readonly isForbidden: (address: string) => boolean;
  /** A package that a user installs where a check needs it. Throws where it is not there. */
  readonly loadDriver: (name: string) => Promise<unknown>;
  /** Runs a program with a small environment to its end, or until the signal; then its whole group is killed. */
  readonly runProgram: (program: {
    readonly command: readonly string[];
    readonly env: readonly string[];
    readonly signal: AbortSignal;
  }) => Promise<ProgramEnd>;
  readonly project: ProjectProbes;
}

/** Looks at parts of the project, which only the composition root can reach. */
export interface ProjectProbes {
  readonly store: () => Promise<Outcome>;
  readonly channel: (name: string) => Promise<Outcome>;
  readonly meltano: () => Promise<Outcome>;
}
