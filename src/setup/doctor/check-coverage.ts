import type { SetupFacts } from "./facts.ts";
import { type Finding, listed, ok, warning } from "./finding.ts";

/** Which jobs and schedules run without our seeing their records. */
export function checkCoverage(facts: SetupFacts): Finding[] {
  return [checkJobs(facts), checkSchedules(facts)];
}

function checkJobs({ jobs, mappings }: SetupFacts): Finding {
  const loading = jobs.filter(({ pairs }) => pairs > 0);
  if (loading.length === 0) return ok("jobs", "No job moves data from a tap to a target.");
  const unwatched = loading.filter((job) => job.unwatched.length > 0);
  if (unwatched.length === 0)
    return ok(
      "jobs",
      `${counted(loading.length, "job")} ${loading.length === 1 ? "that loads" : "that load"} data, watched.`,
    );
  const named = unwatched.map(({ name, unwatched: pairs, pairs: all }) =>
    pairs.length === all ? name : `${name} (${pairs.join("; ")})`,
  );
  return warning(
    "jobs",
    `Records are not watched in ${listed(named)}.`,
    `Put \`${mappings[0] ?? "watch"}\` before their targets: pitchpipe init does so.`,
  );
}

function checkSchedules({ schedules, jobs }: SetupFacts): Finding {
  if (schedules.length === 0) return ok("schedules", "There are no schedules.");
  const blind = new Set(jobs.filter(({ unwatched }) => unwatched.length > 0).map(({ name }) => name));
  const old = schedules.filter(({ job }) => job === null).map(({ name }) => name);
  const unwatched = schedules.filter(({ job }) => job !== null && blind.has(job)).map(({ name }) => name);
  if (old.length > 0)
    return warning(
      "schedules",
      `${listed(old)} ${old.length === 1 ? "names" : "name"} extractor and loader, where no mapper can stand.`,
      "Make a job of it (tap, mapping, target) and let the schedule name the job.",
    );
  if (unwatched.length > 0)
    return warning(
      "schedules",
      `${listed(unwatched)} ${unwatched.length === 1 ? "starts a job" : "start jobs"} whose records are not watched.`,
      "Watch their jobs: pitchpipe init",
    );
  return ok("schedules", `${counted(schedules.length, "schedule")}: nothing starts unwatched.`);
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
