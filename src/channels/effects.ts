import type { Clock } from "../lib/clock.ts";
import type { Redactor } from "../lib/redaction/index.ts";
import type { Notification } from "../model/alert.ts";
import type { Http } from "./http.ts";

/** What every channel needs of the world. Every text that leaves goes through `redactor`. */
export interface BasicEffects {
  readonly http: Http;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/** A user's own words for a notification; `null` where pitchpipe's hold. */
export interface OwnWords {
  readonly title: string | null;
  /** Stands for all facts; where to look still follows. */
  readonly text: string | null;
  /** Of a mail; the title without it. */
  readonly subject: string | null;
  /** Said at the end of the message, such as that a template failed. */
  readonly note: string | null;
}

/** What channels need of the world and of the project they speak for. */
export interface ChannelEffects extends BasicEffects {
  /** The project's folder: relative paths start there, and modules lie inside. */
  readonly root: string;
  /** The process's variables with the project's `.env` under them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where links lead to; commands stand in for them without it. */
  readonly externalUrl: string | null;
  /** The zone that people read times in. */
  readonly timeZone: string;
  /** The user's own words for a notification on a channel, where there are any. */
  readonly words?: (
    notification: Notification,
    channel: { readonly name: string; readonly type: string },
  ) => OwnWords | null;
}
