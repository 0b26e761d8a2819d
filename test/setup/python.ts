import { execFileSync } from "node:child_process";

const candidates = [
  "python3",
  "python",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "py",
];

/** A Python and what it says of its version. */
export interface Python {
  readonly command: string;
  readonly version: string;
}

/** The first Python that Meltano can run on (3.10 or newer); throws with what to do where there is none. */
export function findPython(): Python {
  for (const command of candidates) {
    const version = versionOf(command);
    if (version !== null && isNewEnough(version)) return { command, version };
  }
  throw new Error("No Python 3.10 or newer on PATH. Install one (with its venv module) and try again.");
}

function versionOf(command: string): string | null {
  try {
    const print = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";
    return execFileSync(command, ["-c", print], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    // Not there, or without the venv module: the next candidate is asked.
    return null;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= 10);
}
