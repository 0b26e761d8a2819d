import type { Clock } from "../lib/clock.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import type { Http } from "./http.ts";

/** What channels need of the world. Every text that leaves goes through `redactor`. */
export interface ChannelEffects {
  readonly http: Http;
  readonly clock: Clock;
  readonly redactor: Redactor;
}
