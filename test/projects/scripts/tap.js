#!/usr/bin/env node
// A tap for what real taps do only on bad days. Its config:
//   file        send this file's bytes as they are, instead of records
//   url         ask there for the ids after the bookmark, page after page; a refusal is told as requests tells it, and ends it
//   records     how many records to send (default 10)
//   state_every a STATE after so many records (default 5); Meltano takes some 40 ms for each
//   pause_after after so many records, wait until somebody ends us
//   say         lines for stderr, before the records
//   say_bytes   one line of that many bytes for stderr
//   last_words  a line for stderr at the end
//   exit_code   how to end (default 0)
//   deaf        do not end on SIGTERM
import { readFileSync, writeSync } from "node:fs";

const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf("--config") + 1], "utf8"));
if (config.deaf) process.on("SIGTERM", () => {});
for (const line of config.say ?? []) writeSync(2, `${line}\n`);
if (config.say_bytes) writeSync(2, `${"x".repeat(config.say_bytes - 4)}last\n`);
if (config.file) write(readFileSync(config.file));
else if (config.url) await fetchRecords();
else sendRecords();

function sendSchema() {
  send({
    type: "SCHEMA",
    stream: "things",
    schema: { properties: { id: { type: "integer" } } },
    key_properties: ["id"],
  });
}

async function fetchRecords() {
  sendSchema();
  const stateAt = process.argv.indexOf("--state");
  const state = stateAt < 0 ? {} : JSON.parse(readFileSync(process.argv[stateAt + 1], "utf8"));
  for (let after = state.bookmarks?.things?.id ?? 0; ; ) {
    const answer = await fetch(`${config.url}?after=${after}`);
    if (!answer.ok) {
      const said = `${answer.status} Client Error: ${answer.statusText} for url: ${config.url}`;
      writeSync(2, `requests.exceptions.HTTPError: ${said}\n`);
      config.exit_code ??= 1;
      return;
    }
    const ids = await answer.json();
    if (ids.length === 0) return;
    for (const id of ids) send({ type: "RECORD", stream: "things", record: { id } });
    after = ids.at(-1);
    send({ type: "STATE", value: { bookmarks: { things: { id: after } } } });
  }
}

function sendRecords() {
  sendSchema();
  for (let id = 1; id <= (config.records ?? 10); id++) {
    send({ type: "RECORD", stream: "things", record: { id } });
    if (id % (config.state_every ?? 5) === 0)
      send({ type: "STATE", value: { bookmarks: { things: { id } } } });
    if (id === config.pause_after) return setInterval(() => {}, 1000);
  }
}

if (config.last_words) writeSync(2, `${config.last_words}\n`);
if (!config.pause_after) process.exitCode = config.exit_code ?? 0;

function send(message) {
  write(Buffer.from(`${JSON.stringify(message)}\n`));
}

/** All of it, also where the pipe is full for a while. */
function write(bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (thrown) {
      if (thrown.code !== "EAGAIN") throw thrown;
    }
  }
}
