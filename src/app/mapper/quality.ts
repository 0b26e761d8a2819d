import type { MapperConfig } from "../../config/index.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { createRedactor } from "../../lib/redaction/index.ts";
import { QualityInspector } from "../../mapper/inspection/quality-inspector.ts";
import type { JobPast } from "../../model/stream-history.ts";
import { memoryBudget, RunChecks, RunPast } from "../../quality/index.ts";

/** The checking side of one mapper. */
export interface Quality {
  readonly inspector: QualityInspector;
  /** What was read of earlier runs; `null` where that was not possible. */
  readonly arrived: (past: JobPast | null) => void;
}

export interface QualityOptions {
  readonly config: MapperConfig;
  readonly now: () => number;
  /** Takes a stream's SCHEMA line for the rows behind it that are set aside. */
  readonly onSchema: (stream: string, line: Buffer) => void;
}

/** The part of the memory that sketches of columns may take; the rest is the checks'. */
const columnsShare = 0.25;

/** The checks that the configuration asks for. */
export function openQuality({ config, now, onSchema }: QualityOptions): Quality {
  const { settings, streamLayers, meltano } = config;
  const { mapper, samples, strict, defaults, quarantine, timezone } = settings;
  const memory = mapper.memory_limit;
  const past = new RunPast({ memory: memoryBudget(memory * columnsShare), columns: defaults.columns });
  const redactor = createRedactor([]);
  const checks = new RunChecks({
    ...{ tap: meltano.extractor, layers: streamLayers, defaultChecks: defaults.checks, strict, samples, now },
    redact: (value: Json) => redactor.json(value),
    memoryBytes: memory * (1 - columnsShare),
    timezone: timezone ?? null,
    history: (stream) => past.history(stream),
  });
  const maxPercent = quarantine.max_percent;
  const inspector = new QualityInspector({ checks, past, onSchema, maxPercent });
  return { inspector, arrived: (found) => past.arrived(found) };
}
