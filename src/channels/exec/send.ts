import type { Channel, DeliveryResult } from "../channel.ts";
import type { ChannelEffects } from "../effects.ts";
import { excerpt } from "../http-result.ts";
import { noticeDocument } from "../notice-document.ts";
import { findProgram } from "./find-program.ts";
import { type Ended, runProgram } from "./run-program.ts";
import type { ExecSettings } from "./settings.ts";

/** Always handed on, where they are set. */
const handedOn = ["PATH", "HOME", "LANG", "TZ"] as const;

/** `EX_TEMPFAIL` of sysexits: not now, perhaps later. */
const temporaryFailure = 75;

/**
 * A channel that runs a program with the notification as JSON on its stdin. Exit code 0 is its word that it took it, 75
 * that it could not for now, any other that it never will. What was killed is tried again: what it did is not known.
 */
export function createExecChannel(name: string, settings: ExecSettings, effects: ChannelEffects): Channel {
  const [program = "", ...args] = settings.command;
  return {
    name,
    type: settings.type,
    send: async (notification, { signal }) => {
      const env = environmentFor(settings.env, effects.env);
      const found = await findProgram(program, { root: effects.root, path: env["PATH"] ?? "" });
      if ("refused" in found) return dead(found.refused);
      const ended = await runProgram({
        path: found.path,
        args,
        cwd: effects.root,
        env,
        stdin: `${JSON.stringify(effects.redactor.json(noticeDocument(notification)))}\n`,
        timeoutMs: settings.timeout,
        signal,
      });
      return judge(ended, effects, settings.timeout);
    },
  };
}

function environmentFor(listed: readonly string[], env: ChannelEffects["env"]): Record<string, string> {
  const names = [...new Set([...handedOn, ...listed])];
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name] ?? ""] as const])),
  );
}

function judge(
  ended: Ended,
  { redactor }: Pick<ChannelEffects, "redactor">,
  timeoutMs: number,
): DeliveryResult {
  const { code, fault, stopped } = ended;
  if (code === 0 && stopped === null) return { kind: "accepted", statusCode: 0, vendorId: null };
  const said = excerpt(ended.stderr);
  const because = (text: string): string => redactor.text(said === "" ? text : `${text}: ${said}`);
  if (fault !== null) return { ...dead(redactor.text(`could not be started: ${fault.message}`)) };
  if (stopped === "at the limit")
    return failed(null, because(`killed after ${timeoutMs / 1000} s; what it did is not known`));
  if (stopped === "by us") return failed(null, because("stopped before it ended; what it did is not known"));
  if (code === null) return failed(null, because(`ended by ${ended.signal}; what it did is not known`));
  if (code === temporaryFailure) return failed(code, because(`exit code ${code}, not now`));
  return dead(because(`exit code ${code}`), code);
}

function failed(statusCode: number | null, error: string): DeliveryResult {
  return { kind: "failed", statusCode, error, retryAfterMs: null };
}

function dead(error: string, statusCode: number | null = null): DeliveryResult {
  return { kind: "dead", statusCode, error };
}
