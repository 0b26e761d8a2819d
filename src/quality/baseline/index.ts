export { type Band, bandOf } from "./band.ts";
export { type Judgement, type JudgeOptions, judgePoint } from "./judge.ts";
export { levelOf, runsOfNewLevel } from "./level.ts";
export type { AcceptedLevel, BaselinePoint } from "./point.ts";
export { median } from "./robust.ts";
export type { Scale } from "./scale.ts";
export type { LocalTime } from "./season.ts";
