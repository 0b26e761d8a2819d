/**
 * The program of the thread that a module runs in, as text: a thread needs a file or a text, and a text is found wherever
 * pitchpipe is installed. It loads the module, calls it once and says what it answered.
 */
export const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const stop = new AbortController();
parentPort.once("message", () => stop.abort());
const textOf = (thrown) => (thrown instanceof Error ? thrown.message || thrown.name : String(thrown));
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
(async () => {
  let channel;
  try {
    channel = (await import(workerData.url)).default;
  } catch (thrown) {
    return { kind: "unusable", error: "the module could not be loaded: " + textOf(thrown) };
  }
  if (typeof channel?.send !== "function")
    return { kind: "unusable", error: "the module exports no default with a function send" };
  try {
    return { kind: "answered", answer: plain(await channel.send(workerData.notification, workerData.options, { signal: stop.signal })) };
  } catch (thrown) {
    return { kind: "thrown", error: textOf(thrown) };
  }
})().then((said) => { parentPort.postMessage(said); parentPort.unref(); });
`;
