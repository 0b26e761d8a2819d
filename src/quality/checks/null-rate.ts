import { z } from "zod";
import { percent } from "../../lib/setting-types.ts";
import { defineCheck, noOutcomes } from "../check.ts";
import { fieldPath } from "../setting-values.ts";

const settings = z
  .strictObject({
    field: fieldPath,
    max_percent: percent.meta({ description: "The share of nulls that is still allowed; 20 means a fifth." }),
  })
  .meta({ description: "The share of records in which a field is null or missing." });

type NullRateSettings = z.output<typeof settings>;

const isNull = (value: unknown): boolean => value === null || value === undefined;

/** The share of nulls of one field in a run. */
export const nullRate = defineCheck<NullRateSettings>({
  key: "null_rate",
  settings,
  needs: ["record"],
  decides: "end",
  isOnce: true,
  actions: [],
  type: "data_quality",
  fields: ({ field }) => [field],
  create: (given, context) => {
    const field = context.field(given.field);
    let records = 0;
    let nulls = 0;
    return {
      reads: () => [field.topLevel],
      onRecord: ({ record }) => {
        records++;
        if (field.some(record, isNull)) nulls++;
        return null;
      },
      onEnd: () => {
        const share = records === 0 ? 0 : (100 * nulls) / records;
        if (share <= given.max_percent) return noOutcomes;
        const message = `${given.field} is null in ${nulls} of ${records} records (${share.toFixed(1)} %; at most ${given.max_percent} % may be).`;
        return [{ outcome: "violated", field: given.field, message, percent: share, value: share, records }];
      },
    };
  },
});
