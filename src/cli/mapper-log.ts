import type { Log } from "../app/mapper.ts";
import { stripControl } from "../lib/terminal-text.ts";
import type { MapperIo } from "./mapper.ts";

const name = "pitchpipe-mapper";
/** Meltano gives up on a longer line under `meltano invoke`. */
const longest = 32_000;

/** Keys that Meltano's own logger takes; in `extra` they would crash the whole run. */
const reserved = new Set(["event", "level", "plugin_exception"]);

/**
 * One structured line each, as the Singer SDK writes them and Meltano parses them: all eight fields must be there, also a
 * `stream_name` of null. On a terminal plain text.
 */
export function mapperLog(io: MapperIo): Log {
  return (level, message, extra = {}) => {
    const text = stripControl(message).slice(0, longest);
    const line = {
      level,
      pid: io.pid,
      logger_name: name,
      ts: Date.now() / 1000,
      thread_name: "main",
      app_name: name,
      stream_name: null,
      message: text,
      extra: Object.fromEntries(Object.entries(extra).filter(([key]) => !reserved.has(key))),
    };
    io.stderr.write(io.stderr.isTTY ? `${name}: ${text}\n` : `${JSON.stringify(line)}\n`);
  };
}
