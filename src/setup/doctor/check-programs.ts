import type { SetupFacts } from "./facts.ts";
import { type Finding, ok, problem, unknown, warning } from "./finding.ts";

/** Node and Meltano: there, and of a version we know. */
export function checkPrograms(facts: SetupFacts): Finding[] {
  return [checkNode(facts), checkMeltano(facts)];
}

function checkNode({ node: { running, oldest } }: SetupFacts): Finding {
  if (isAtLeast(running, oldest)) return ok("node", `Node ${running}`);
  return problem("node", `Node ${running} is too old.`, `Install Node ${oldest} or newer.`);
}

function checkMeltano({ meltano }: SetupFacts): Finding {
  if (meltano === null)
    return problem(
      "meltano",
      "No `meltano` was found on PATH, in the project's .venv or by PITCHPIPE_MELTANO.",
      "Activate its environment, or set PITCHPIPE_MELTANO to its path.",
    );
  const where = `${meltano.path} (found by ${meltano.foundBy})`;
  if (meltano.version === null)
    return unknown(
      "meltano",
      `${where} did not say its version: ${meltano.why}`,
      `Try: ${meltano.path} --version`,
    );
  if (/^[34]\./.test(meltano.version)) return ok("meltano", `Meltano ${meltano.version}, ${where}`);
  return warning(
    "meltano",
    `Meltano ${meltano.version}, ${where}: only 3.x and 4.x are known to work with pitchpipe.`,
    "Use Meltano 3 or 4.",
  );
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldest.split(".").map(Number);
  return major > oldMajor || (major === oldMajor && minor >= oldMinor);
}
