export type { AcceptedLevel, BaselinePoint } from "../../model/stream-history.ts";
