import { z } from "zod";
import { type CheckInstance, defineCheck, noOutcomes } from "../check.ts";

const settings = z
  .strictObject({
    min: z.int().min(0).optional().meta({ description: "The least records that are allowed." }),
    max: z.int().min(0).optional().meta({ description: "The most records that are allowed." }),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, { error: "needs min or max" })
  .meta({ description: "How many records of the stream come in a run." });

type RowCountSettings = z.output<typeof settings>;

/** Fixed limits to the number of records. Too few can only be said of a run that came to its end. */
export const rowCount = defineCheck<RowCountSettings>({
  key: "row_count",
  settings,
  needs: [],
  decides: "end",
  isOnce: true,
  actions: [],
  type: "volume_anomaly",
  faults: ({ min, max }) =>
    min !== undefined && max !== undefined && min > max
      ? [{ path: ["max"], message: `no count can be within ${min} to ${max}`, hint: null }]
      : [],
  create: ({ min, max }, { counts, isFiltered }) => {
    let picked = 0;
    const onEnd: CheckInstance["onEnd"] = ({ complete }) => {
      const records = isFiltered ? picked : counts.records;
      const isFew = complete && min !== undefined && records < min;
      const isMany = max !== undefined && records > max;
      if (!isFew && !isMany) return noOutcomes;
      const limit = isFew ? `at least ${min}` : `at most ${max}`;
      const message = `${records} ${records === 1 ? "record" : "records"} came; ${limit} must come.`;
      return [{ outcome: "violated", message, records, value: records }];
    };
    const onRecord = (): null => {
      picked++;
      return null;
    };
    return isFiltered ? { onEnd, onRecord, reads: () => [] } : { onEnd };
  },
});
