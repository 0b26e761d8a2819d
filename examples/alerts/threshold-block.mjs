// Six measurements against their thresholds, with the library. What is beyond is sent; what is fine again is ended.
import { openPitchpipe } from "pitchpipe";

const measurements = [
  { metric: "validation_success_rate", value: 94.2, threshold: 99, bad: "below" },
  { metric: "cache_hit_rate", value: 61, threshold: 85, bad: "below" },
  { metric: "response_time_ms", value: 1240, threshold: 800, bad: "above", percentile: "95" },
  { metric: "error_percent", value: 6.5, threshold: 2, bad: "above" },
  { metric: "memory_percent", value: 93, threshold: 90, bad: "above" },
  { metric: "cpu_percent", value: 41, threshold: 80, bad: "above" },
];

const pitchpipe = openPitchpipe();
const open = await pitchpipe.alerts.list({ labels: { resource: "orders-api" } });
const sent = [];
for (const { bad, ...measured } of measurements) {
  const beyond = bad === "above" ? measured.value > measured.threshold : measured.value < measured.threshold;
  const known = open.some(({ name, resolved_at }) => name === measured.metric && resolved_at === null);
  const signal = { ...measured, resource: "orders-api", labels: { job: "daily-load" } };
  if (beyond) sent.push(await pitchpipe.alerts.send(signal));
  else if (known)
    sent.push(await pitchpipe.alerts.send({ ...signal, state: "resolved", message: "Back to normal." }));
}
console.log(JSON.stringify({ alerts: sent }, null, 2));
await pitchpipe.close();
