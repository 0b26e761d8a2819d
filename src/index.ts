export { openPitchpipe } from "./app/library/open-pitchpipe.ts";
export type {
  AlertFilter,
  Alerts,
  By,
  OpenPitchpipeOptions,
  Pitchpipe,
  Rules,
} from "./app/library/pitchpipe.ts";
export type { SignalInput } from "./app/library/signal-input.ts";
export type { Channel, DeliveryResult } from "./channels/channel.ts";
export type { Clock } from "./lib/clock.ts";
export type {
  AlertDocument,
  AttemptDocument,
  EventDocument,
  NotificationDocument,
} from "./model/alert-document.ts";
