import { healthy, type Outcome, unhealthy, unknown } from "../contract.ts";
import type { HealthEffects } from "../effects.ts";
import type { SettingsOf } from "../settings.ts";

/** Runs a program of the user's: its exit code is the answer. */
export async function probeCommand(
  { command, env }: SettingsOf<"command">,
  { runProgram }: HealthEffects,
  signal: AbortSignal,
): Promise<Outcome> {
  const { code, said, fault } = await runProgram({ command, env, signal });
  if (fault !== null) return unknown(`${command[0]}: ${fault}`);
  const words = said === "" ? "" : `: ${said}`;
  const details = { exit_code: code };
  if (code === null) return unhealthy(`${command[0]} was ended by a signal${words}`, details);
  return code === 0
    ? healthy(`${command[0]} ended with exit code 0`, details)
    : unhealthy(`${command[0]} ended with exit code ${code}${words}`, details);
}
