import { defineCheck } from "../check.ts";
import { noSettings } from "../setting-values.ts";

/**
 * Tap said = mapper saw = forwarded + quarantined + dropped = target said. What tap and target say stands in their logs,
 * which a mapper never sees: this is decided when the run is over, in `app/quality`.
 */
export const reconcile = defineCheck<object>({
  key: "reconcile",
  settings: noSettings.meta({
    description:
      "What tap and target say they sent and loaded against what passed. Decided after the run; who says nothing is unknown.",
  }),
  needs: [],
  decides: "after",
  isWhole: true,
  actions: [],
  type: "reconciliation",
  byDefault: {},
  create: () => ({}),
});
