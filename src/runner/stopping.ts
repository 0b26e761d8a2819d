export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** How far the stopping of a run has come. */
export interface Stopping {
  /** What ends it: a signal we got, or Meltano hanging behind a dead target. */
  readonly by: StopSignal | "hang" | null;
  readonly since: number | null;
  /** Whether Meltano was sent a signal by us. */
  readonly forwarded: boolean;
  /** The signal came from the terminal, which gave it to Meltano too. */
  readonly fromTerminal: boolean;
  readonly killed: boolean;
}

export const notStopping: Stopping = {
  by: null,
  since: null,
  forwarded: false,
  fromTerminal: false,
  killed: false,
};

/** What to do now: `null` is nothing. */
export type StopAction =
  | { readonly kind: "forward"; readonly signal: StopSignal }
  | { readonly kind: "kill" }
  | null;

interface StopDecision {
  readonly state: Stopping;
  readonly action: StopAction;
  readonly reason: string;
}

/** Meltano normally says that it stops within a second; a signal it did not get is sent after this. */
const silentMs = 5000;

/** A second Ctrl-C within this time is the same one, told twice. */
const repeatMs = 1000;

/**
 * A signal arrived. A Ctrl-C in a terminal reaches the whole foreground group, Meltano included, and is not doubled;
 * any other signal is forwarded once. A second Ctrl-C means now.
 */
export function onStopSignal(
  state: Stopping,
  {
    signal,
    now,
    fromTerminal,
  }: { readonly signal: StopSignal; readonly now: number; readonly fromTerminal: boolean },
): StopDecision {
  if (state.by !== null && state.since !== null) {
    const again =
      signal === "SIGINT" && state.by === "SIGINT" && now - state.since >= repeatMs && !state.killed;
    return again
      ? { state: { ...state, killed: true }, action: { kind: "kill" }, reason: "asked to stop a second time" }
      : { state, action: null, reason: "stopping already" };
  }
  const stopping: Stopping = {
    by: signal,
    since: now,
    forwarded: !fromTerminal,
    fromTerminal,
    killed: false,
  };
  return fromTerminal
    ? { state: stopping, action: null, reason: "the terminal told Meltano itself" }
    : { state: stopping, action: { kind: "forward", signal }, reason: "told to stop" };
}

/** Meltano hangs behind a dead target: it is asked to stop like by a scheduler. */
export function onHang(state: Stopping, now: number): StopDecision {
  if (state.by !== null) return { state, action: null, reason: "stopping already" };
  return {
    state: { by: "hang", since: now, forwarded: true, fromTerminal: false, killed: false },
    action: { kind: "forward", signal: "SIGTERM" },
    reason: "the target is gone and Meltano hangs",
  };
}

/** Time went by while stopping: whoever stays silent is told himself, whoever stays is killed. */
export function onStopTick(
  state: Stopping,
  {
    now,
    killAfterMs,
    heard,
  }: { readonly now: number; readonly killAfterMs: number; readonly heard: boolean },
): StopDecision {
  const waited = state.since === null ? 0 : now - state.since;
  if (state.by === null || state.killed) return { state, action: null, reason: "nothing to do" };
  if (waited >= killAfterMs)
    return {
      state: { ...state, killed: true },
      action: { kind: "kill" },
      reason: "still running after the time to end",
    };
  if (state.forwarded || heard || waited < silentMs || state.by === "hang")
    return { state, action: null, reason: "waiting for Meltano to end" };
  return {
    state: { ...state, forwarded: true },
    action: { kind: "forward", signal: state.by },
    reason: "Meltano shows no sign of the signal",
  };
}
