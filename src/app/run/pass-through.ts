import { spawn } from "node:child_process";
import type { Exit } from "../../runner/child.ts";
import { withoutOwnPlugin } from "../../runner/child-environment.ts";
import type { SignalSource } from "./signal-source.ts";

export interface PassThrough {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Under `meltano invoke` stderr is read in lines of 64 KiB at most, stdout is not read at all. */
  readonly underInvoke: boolean;
  readonly signals: SignalSource;
}

/** Runs Meltano as if we were not there: its streams are ours, its end is our end, nothing is stored or told. */
export function passThrough({ command, args, env, underInvoke, signals }: PassThrough): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: withoutOwnPlugin(env),
      stdio: ["inherit", "inherit", underInvoke ? 1 : "inherit"],
    });
    // A terminal tells its whole foreground group of a Ctrl-C.
    const stop = signals.onSignal((signal) => {
      if (signal !== "SIGINT" || process.stdin.isTTY !== true) child.kill(signal);
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      stop();
      resolve({ code, signal });
    });
  });
}
