export { StreamColumns } from "./stream-columns.ts";
