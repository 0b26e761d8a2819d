import { z } from "zod";
import { type Band, type Judgement, judgePoint } from "../baseline/index.ts";
import { type CheckContext, defineCheck, noOutcomes, type Outcome } from "../check.ts";
import { localTimeIn } from "../instant/local-time.ts";

const settings = z
  .strictObject({
    sensitivity: z.number().min(0.5).max(20).default(3).meta({
      description: "How many spreads away from the median are still usual; less is touchier.",
    }),
    min_history: z.int().min(1).max(200).default(7).meta({
      description: "Good runs that it takes before anything is judged.",
    }),
  })
  .meta({ description: "The number of records against this stream's own earlier runs of the same job." });

type VolumeSettings = z.output<typeof settings>;

/** Records of a run against the stream's own history. A run that was cut short says nothing. */
export const volume = defineCheck<VolumeSettings>({
  key: "volume",
  settings,
  needs: ["schema"],
  decides: "end",
  isWhole: true,
  isOnce: true,
  actions: [],
  type: "volume_anomaly",
  byDefault: { sensitivity: 3, min_history: 7 },
  create: (given, context) => {
    let hasSchema = false;
    return {
      onSchema: () => {
        hasSchema = true;
        return noOutcomes;
      },
      onEnd: ({ complete }) => {
        if (!complete) return noOutcomes;
        // A stream that never came is told by `schema_drift`; that is no reason to call its volume good.
        if (!hasSchema && context.counts.records === 0)
          return [{ outcome: "uninspected", message: "The stream did not come.", records: 0 }];
        return judge(given, context);
      },
    };
  },
});

function judge(given: VolumeSettings, { history, counts, now, timezone }: CheckContext): readonly Outcome[] {
  const { records } = counts;
  if (!history.isKnown)
    return [{ outcome: "insufficient_history", message: "Earlier runs could not be read.", records }];
  const judged = judgePoint(records, now(), history.points("records"), {
    scale: "count",
    sensitivity: given.sensitivity,
    minHistory: given.min_history,
    accepted: history.accepted("records"),
    localTime: localTimeIn(timezone),
  });
  return outcomesOf(judged, records);
}

function outcomesOf(judged: Judgement, records: number): readonly Outcome[] {
  if (judged.outcome === "usual") return noOutcomes;
  if (judged.outcome === "insufficient_history")
    return [{ outcome: "insufficient_history", message: `There are ${judged.reason}.`, records }];
  return [
    {
      outcome: "violated",
      message: messageOf(judged.band, records, judged.reason),
      records,
      value: records,
      details: detailsOf(judged.band),
    },
  ];
}

function messageOf({ median, low, high }: Band, records: number, reason: string): string {
  const came = `${records === 0 ? "No" : Math.round(records)} ${records === 1 ? "record" : "records"} came`;
  const usual = `${Math.ceil(low)} to ${Math.floor(high)}, usually ${Math.round(median)}`;
  return `${came}; ${usual} would be usual (${reason}).`;
}

function detailsOf({ median, low, high, points }: Band) {
  return { usual: median, low, high, runs: points };
}
