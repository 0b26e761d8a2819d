import { warehouse } from "../../test/fixtures/wms/wms-data.ts";
import { startWms, wmsEnv, wmsUser } from "../../test/fixtures/wms/wms-server.ts";

/**
 * A WMS to try the example with, on this machine: `node examples/oracle-wms/local-wms.ts [PORT]`. Typing `401`, `429`, `500`,
 * `login`, `hang` or `well` and Enter makes it answer so.
 */
const port = Number(process.argv[2] ?? 8460);
const server = await startWms(warehouse(600), port);
const well = { ...server.switches };

const tricks: Readonly<Record<string, object>> = {
  401: { status: 401 },
  429: { status: 429, retryAfter: "1" },
  500: { status: 500 },
  login: { loginPage: 200 },
  hang: { hang: true },
  well: {},
};

console.log(`An Oracle WMS stands at ${server.url} (environment ${wmsEnv}). Put this into .env:

WMS_BASE_URL=${server.url}
WMS_USER=${wmsUser.username}
WMS_PASSWORD=${wmsUser.password}

Type ${Object.keys(tricks).join(", ")} and Enter; Ctrl-C ends it.`);

process.stdin.setEncoding("utf8").on("data", (typed: string) => {
  const trick = tricks[typed.trim()];
  if (trick !== undefined) Object.assign(server.switches, well, trick);
  console.log(trick === undefined ? `Not known: ${typed.trim()}` : `It is ${typed.trim()} now.`);
});
