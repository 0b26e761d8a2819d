import { openStore } from "../../src/store/index.ts";
import { appendingOrder } from "./append.ts";

/** A process that appends to a store's account until it has told all of its entries: `node appender.ts URL RUN`. */
const [url = "", runId = ""] = process.argv.slice(2);
const store = await openStore({ url, projectRoot: "/", clock: { now: () => Date.now() } });
process.stdout.write("ready\n");
await new Promise((go) => process.stdin.once("data", go));
for (const facts of appendingOrder(runId)) await store.apply(facts);
await store.close();
process.exit(0);
