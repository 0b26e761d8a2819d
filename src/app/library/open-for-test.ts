import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../lib/canonical-json.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { openPitchpipe } from "./open-pitchpipe.ts";
import type { Pitchpipe } from "./pitchpipe.ts";
import { type RecordingChannel, recordingChannel } from "./recording-channel.ts";

export interface TestOptions {
  /** What would stand in `pitchpipe.yml`. */
  readonly config?: { readonly [key: string]: Json };
  /** Names of recording channels; `["ops"]` without it. One of the config with such a name is replaced. */
  readonly channels?: readonly string[];
  /** When the test's time begins. */
  readonly start?: Date | number;
}

/** Pitchpipe in a scratch project, on a clock that stands still. Closing it takes the project away. */
export interface TestPitchpipe extends Pitchpipe {
  readonly clock: FakeClock;
  readonly channels: Readonly<Record<string, RecordingChannel>>;
  /** A channel of the test. Raises a `TypeError` for one that was not asked for. */
  channel(name?: string): RecordingChannel;
  /** Moves the clock on and lets a tick do what is due then. */
  wait(duration: string | number): Promise<void>;
}

/** Opens pitchpipe for a test of your own configuration: who is told, when, how often. */
export function openForTest({ config = {}, channels = ["ops"], start }: TestOptions = {}): TestPitchpipe {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-test-"));
  const clock = fakeClock(start);
  const recording = Object.fromEntries(channels.map((name) => [name, recordingChannel(name)]));
  writeFileSync(
    join(folder, "meltano.yml"),
    "version: 1\ndefault_environment: dev\nenvironments: [{name: dev}]\n",
  );
  writeFileSync(join(folder, "pitchpipe.yml"), JSON.stringify(withChannels(config, channels)));
  const pitchpipe = openPitchpipe({ cwd: folder, env: {}, clock, channels: recording });
  const close = async (): Promise<void> => {
    await pitchpipe.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    ...pitchpipe,
    clock,
    channels: recording,
    channel: (name = channels[0] ?? "") => {
      const found = recording[name];
      if (found === undefined) throw new TypeError(`There is no channel ${name} in this test.`);
      return found;
    },
    wait: async (duration) => {
      clock.move(duration);
      await pitchpipe.tick();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Routes may only name channels that are configured. */
function withChannels(config: { readonly [key: string]: Json }, names: readonly string[]): Json {
  const own = Object.fromEntries(names.map((name) => [name, { type: "log", path: `${name}.jsonl` }]));
  const given = config["channels"] ?? {};
  const channels = typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
  return { version: 1, ...config, channels: { ...own, ...channels } };
}
