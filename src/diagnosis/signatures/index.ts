import type { Signature } from "../signature.ts";
import { brokers } from "./brokers.ts";
import { cloud } from "./cloud.ts";
import { cloudCodes } from "./cloud-codes.ts";
import { documentStores } from "./document-stores.ts";
import { elasticsearch } from "./elasticsearch.ts";
import { files } from "./files.ts";
import { http } from "./http.ts";
import { meltano } from "./meltano.ts";
import { mysql } from "./mysql.ts";
import { network } from "./network.ts";
import { operatingSystem } from "./operating-system.ts";
import { oracle } from "./oracle.ts";
import { otherDatabases } from "./other-databases.ts";
import { postgres } from "./postgres.ts";
import { python } from "./python.ts";
import { queryEngines } from "./query-engines.ts";
import { redis } from "./redis.ts";
import { singer } from "./singer.ts";
import { snowflake } from "./snowflake.ts";
import { sqlServer } from "./sql-server.ts";
import { sqlState } from "./sql-state.ts";
import { tellingWords } from "./telling-words.ts";
import { tls } from "./tls.ts";

/** The catalogue. Of two that match one line with the same weight the earlier counts. */
export const signatures: readonly Signature[] = [
  ...meltano,
  ...tls,
  ...postgres,
  ...mysql,
  ...oracle,
  ...sqlServer,
  ...snowflake,
  ...otherDatabases,
  ...documentStores,
  ...redis,
  ...elasticsearch,
  ...brokers,
  ...queryEngines,
  ...cloud,
  ...singer,
  ...files,
  ...sqlState,
  ...cloudCodes,
  ...operatingSystem.filter(({ weight }) => weight === "precise"),
  ...python.filter(({ weight }) => weight === "precise"),
  ...network,
  ...http,
  ...operatingSystem.filter(({ weight }) => weight !== "precise"),
  ...python.filter(({ weight }) => weight !== "precise"),
  ...tellingWords,
];
