import type { Signature } from "../signature.ts";
import { cloud } from "./cloud.ts";
import { http } from "./http.ts";
import { meltano } from "./meltano.ts";
import { mysql } from "./mysql.ts";
import { network } from "./network.ts";
import { operatingSystem } from "./operating-system.ts";
import { otherDatabases } from "./other-databases.ts";
import { postgres } from "./postgres.ts";
import { python } from "./python.ts";
import { singer } from "./singer.ts";
import { tellingWords } from "./telling-words.ts";
import { tls } from "./tls.ts";

/** The catalogue. Of two that match one line with the same weight the earlier counts. */
export const signatures: readonly Signature[] = [
  ...meltano,
  ...tls,
  ...postgres,
  ...mysql,
  ...otherDatabases,
  ...cloud,
  ...singer,
  ...operatingSystem.filter(({ weight }) => weight === "precise"),
  ...python.filter(({ weight }) => weight === "precise"),
  ...network,
  ...http,
  ...operatingSystem.filter(({ weight }) => weight !== "precise"),
  ...python.filter(({ weight }) => weight !== "precise"),
  ...tellingWords,
];
