export { acknowledge } from "./acknowledge.ts";
export type { AlertSettings, DecisionReason } from "./decide.ts";
export { type Delivered, type DeliveryOptions, deliverDue } from "./deliver.ts";
export { createEngine, type Engine, type Processed } from "./engine.ts";
export { resolvingSignal } from "./resolving-signal.ts";
export { routeSignal } from "./route.ts";
export { sampleNotification } from "./sample-notification.ts";
