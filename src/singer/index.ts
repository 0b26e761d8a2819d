export { type Batch, readBatch } from "./batch.ts";
export { ChunkText } from "./chunk-text.ts";
export { HeadScanner } from "./head-scanner.ts";
export { type LineHead, type LineKind, type MessageType, messageTypes } from "./line.ts";
export { LineBuffer } from "./line-buffer.ts";
export { Message } from "./message.ts";
export { MessageReader } from "./message-reader.ts";
export { parseTolerantJson } from "./tolerant-json.ts";
export { isWholeJson } from "./whole-json.ts";
